package dev.ebb.local.order;

import net.jqwik.api.lifecycle.AfterContainer;

/** Holds the real ledger, on the embedded table, to the contract of orders. */
final class OrderDynamoTests extends OrderContract {

    private static final TablePipeline PIPELINE = new TablePipeline();

    @Override
    Pipeline pipeline() {
        return PIPELINE;
    }

    @AfterContainer
    static void close() {
        PIPELINE.close();
    }
}
