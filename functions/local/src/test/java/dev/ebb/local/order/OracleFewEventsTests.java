package dev.ebb.local.order;

/** Holds the oracle itself to the contract of orders. */
final class OracleFewEventsTests extends FewEventsContract {

    @Override
    Pipeline pipeline() {
        return new OraclePipeline();
    }
}
