package dev.ebb.metering.memory;

import dev.ebb.metering.dynamodb.LocalTable;

/** The contract on DynamoDB Local. */
class DynamoLocalContractDynamoTests extends DynamoContract {
    DynamoLocalContractDynamoTests() {
        super(LocalTable::new);
    }
}
