package dev.ebb.metering.memory;

import dev.ebb.metering.dynamodb.MemoryTable;

/** The contract on the table in memory. */
class MemoryContractTests extends DynamoContract {
    MemoryContractTests() {
        super(MemoryTable::new);
    }
}
