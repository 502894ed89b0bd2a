package dev.ebb.local.order;

/** Holds the real ledger on a table in memory to the contract of orders. */
final class FewEventsMemoryTests extends FewEventsContract {

    /** One for all tries: jqwik makes an instance of this class for each. */
    private static final TablePipeline PIPELINE = TablePipeline.inMemory();

    @Override
    int sets() {
        return THOROUGH ? 4 : 1;
    }

    @Override
    int most() {
        return 6;
    }

    @Override
    Pipeline pipeline() {
        return PIPELINE;
    }
}
