package dev.ebb.metering.dynamodb;

import org.junit.jupiter.api.Nested;

/** The ledger's contract on DynamoDB Local. */
class LedgerDynamoTests {

    @Nested
    class Identities extends IdentityContract {
        Identities() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Sessions extends SessionContract {
        Sessions() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Silences extends SilenceContract {
        Silences() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Voids extends VoidContract {
        Voids() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Activities extends ActivityContract {
        Activities() {
            super(LocalTable::new);
        }
    }

    @Nested
    class States extends StateContract {
        States() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Quarantines extends QuarantineContract {
        Quarantines() {
            super(LocalTable::new);
        }
    }
}
