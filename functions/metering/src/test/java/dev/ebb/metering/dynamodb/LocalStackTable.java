package dev.ebb.metering.dynamodb;

import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A fresh, empty table on LocalStack. Closing it deletes the table. */
public final class LocalStackTable implements TestTable {

    private final String name = "ebb-" + UUID.randomUUID();
    private final DynamoDbClient client;

    /** Creates it, and waits until it is there. */
    public LocalStackTable(LocalStackSupport localStack) {
        client = localStack.dynamo();
        client.createTable(EbbTable.createRequest(name));
        client.waiter().waitUntilTableExists(describe -> describe.tableName(name));
    }

    /** A client that reaches it; closed with it. */
    @Override
    public DynamoDbClient client() {
        return client;
    }

    /** Its name. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        client.deleteTable(request -> request.tableName(name));
        client.close();
    }
}
