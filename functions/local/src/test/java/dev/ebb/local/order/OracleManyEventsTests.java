package dev.ebb.local.order;

/** Holds the oracle itself to the contract of orders. */
final class OracleManyEventsTests extends ManyEventsContract {

    @Override
    int sets() {
        return THOROUGH ? 1000 : 100;
    }

    @Override
    Pipeline pipeline() {
        return new OraclePipeline();
    }
}
