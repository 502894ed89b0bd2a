package dev.ebb.metering.dynamodb;

import org.junit.jupiter.api.Nested;

/** The ledger's contract on LocalStack. */
class LedgerIT {

    /** Skips the test where there is no LocalStack. */
    private static TestTable table() {
        return new LocalStackTable(LocalStackSupport.started());
    }

    @Nested
    class Identities extends IdentityContract {
        Identities() {
            super(LedgerIT::table);
        }
    }

    @Nested
    class Sessions extends SessionContract {
        Sessions() {
            super(LedgerIT::table);
        }
    }

    @Nested
    class Silences extends SilenceContract {
        Silences() {
            super(LedgerIT::table);
        }
    }

    @Nested
    class Voids extends VoidContract {
        Voids() {
            super(LedgerIT::table);
        }
    }

    @Nested
    class Activities extends ActivityContract {
        Activities() {
            super(LedgerIT::table);
        }
    }

    @Nested
    class States extends StateContract {
        States() {
            super(LedgerIT::table);
        }
    }

    @Nested
    class Quarantines extends QuarantineContract {
        Quarantines() {
            super(LedgerIT::table);
        }
    }
}
