package dev.ebb.local.order;

/** Holds the real ledger on a table in memory to the contract of orders. */
final class ManyEventsMemoryTests extends ManyEventsContract {

    /** One for all tries: jqwik makes an instance of this class for each. */
    private static final TablePipeline PIPELINE = TablePipeline.inMemory();

    @Override
    int sets() {
        return THOROUGH ? 1000 : 100;
    }

    @Override
    Pipeline pipeline() {
        return PIPELINE;
    }
}
