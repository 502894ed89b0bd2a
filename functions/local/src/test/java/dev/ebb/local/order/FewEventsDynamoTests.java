package dev.ebb.local.order;

/** Holds the real ledger on DynamoDB Local to the contract of orders: a few small sets, with {@code ebb.thorough} all. */
final class FewEventsDynamoTests extends FewEventsContract {

    /** One for all tries: jqwik makes an instance of this class for each. */
    private static final TablePipeline PIPELINE = TablePipeline.onDynamoDbLocal();

    @Override
    int sets() {
        return THOROUGH ? 4 : 1;
    }

    @Override
    int most() {
        return THOROUGH ? 6 : 4;
    }

    @Override
    Pipeline pipeline() {
        return PIPELINE;
    }
}
