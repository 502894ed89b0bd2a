package dev.ebb.local.order;

/** Holds the real ledger on DynamoDB Local to the contract of orders: a few sets, with {@code ebb.thorough} a thousand. */
final class ManyEventsDynamoTests extends ManyEventsContract {

    /** One for all tries: jqwik makes an instance of this class for each. */
    private static final TablePipeline PIPELINE = TablePipeline.onDynamoDbLocal();

    @Override
    int sets() {
        return THOROUGH ? 1000 : 10;
    }

    @Override
    Pipeline pipeline() {
        return PIPELINE;
    }
}
