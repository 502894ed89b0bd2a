package dev.ebb.metering.dynamodb;

import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The ledger's contract on DynamoDB Local. */
class LedgerDynamoTests extends LedgerContract {

    private final LocalTable table = new LocalTable();

    @AfterEach
    void drop() {
        table.close();
    }

    @Override
    DynamoDbClient client() {
        return table.client();
    }

    @Override
    String freshTable() {
        return table.name();
    }
}
