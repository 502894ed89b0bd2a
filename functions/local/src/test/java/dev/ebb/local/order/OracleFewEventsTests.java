package dev.ebb.local.order;

/** Holds the oracle itself to the contract of orders. */
final class OracleFewEventsTests extends FewEventsContract {

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
        return new OraclePipeline();
    }
}
