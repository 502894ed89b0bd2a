package dev.ebb.metering.memory;

import dev.ebb.metering.dynamodb.MemoryTable;
import org.junit.jupiter.api.Nested;

/** The contract on the table in memory. */
class MemoryContractTests {

    @Nested
    class Conditions extends ConditionContract {
        Conditions() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Writes extends WriteContract {
        Writes() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Reads extends ReadContract {
        Reads() {
            super(MemoryTable::new);
        }
    }

    @Nested
    class Limits extends LimitContract {
        Limits() {
            super(MemoryTable::new);
        }
    }
}
