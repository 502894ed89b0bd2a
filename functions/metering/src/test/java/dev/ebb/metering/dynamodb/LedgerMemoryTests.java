package dev.ebb.metering.dynamodb;

import org.junit.jupiter.api.Nested;

/** The ledger's contract on the table in memory. */
class LedgerMemoryTests {

    @Nested
    class Identities extends IdentityContract {
        Identities() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Sessions extends SessionContract {
        Sessions() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Silences extends SilenceContract {
        Silences() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Voids extends VoidContract {
        Voids() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Activities extends ActivityContract {
        Activities() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class States extends StateContract {
        States() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Quarantines extends QuarantineContract {
        Quarantines() {
            super(MemoryTable::new);
        }
    }
}
