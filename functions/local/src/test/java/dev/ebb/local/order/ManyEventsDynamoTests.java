package dev.ebb.local.order;

/** Holds the real ledger, on the embedded table, to the contract of orders. */
final class ManyEventsDynamoTests extends ManyEventsContract {

    /** One for all tries: jqwik makes an instance of this class for each. */
    private static final TablePipeline PIPELINE = new TablePipeline();

    @Override
    int sets() {
        return THOROUGH ? 1000 : 60;
    }

    @Override
    Pipeline pipeline() {
        return PIPELINE;
    }
}
