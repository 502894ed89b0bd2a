package dev.ebb.metering.memory;

import dev.ebb.metering.dynamodb.LocalTable;
import org.junit.jupiter.api.Nested;

/** The contract on DynamoDB Local. */
class DynamoLocalContractDynamoTests {

    @Nested
    class Conditions extends ConditionContract {
        Conditions() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Writes extends WriteContract {
        Writes() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Reads extends ReadContract {
        Reads() {
            super(LocalTable::new);
        }
    }

    @Nested
    class Limits extends LimitContract {
        Limits() {
            super(LocalTable::new);
        }
    }
}
