package dev.ebb.metering.dynamodb;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The ledger's contract on LocalStack. */
class LedgerIT extends LedgerContract {

    private @Nullable LocalStackTable table;

    @AfterEach
    void drop() {
        if (table != null) {
            table.close();
        }
    }

    @Override
    DynamoDbClient client() {
        return made().client();
    }

    /** Skips the test where there is no LocalStack. */
    @Override
    String freshTable() {
        table = new LocalStackTable(LocalStackSupport.started());
        return table.name();
    }

    private LocalStackTable made() {
        if (table == null) {
            throw new IllegalStateException("freshTable was not called");
        }
        return table;
    }
}
