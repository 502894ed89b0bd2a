package dev.ebb.metering.dynamodb;

import dev.ebb.metering.memory.MemoryDynamoDb;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A fresh, empty table in memory, on an engine of its own. */
public final class MemoryTable implements TestTable {

    private static final String NAME = "ebb-memory";

    private final MemoryDynamoDb client = new MemoryDynamoDb();

    /** Creates it. */
    public MemoryTable() {
        client.createTable(EbbTable.createRequest(NAME));
    }

    /** A client that reaches it; not to be closed. */
    @Override
    public DynamoDbClient client() {
        return client;
    }

    /** Its name. */
    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void close() {
        client.deleteTable(delete -> delete.tableName(NAME));
    }
}
