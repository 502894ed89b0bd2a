package dev.ebb.metering.dynamodb;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A fresh, empty table on a DynamoDB that runs in this process. Closing it deletes the table.
 *
 * <p>All tables of a process share one engine, because starting one takes seconds. Its calls do not pass through the
 * SDK's request pipeline: tests that inject faults there use {@link LocalServer}.
 */
public final class LocalTable implements AutoCloseable {

    private final String name = "ebb-" + UUID.randomUUID();
    private final DynamoDbClient client = Engine.CLIENT;

    /** Creates it. */
    public LocalTable() {
        client.createTable(EbbTable.createRequest(name));
    }

    /** A client that reaches it; not to be closed. */
    public DynamoDbClient client() {
        return client;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        client.deleteTable(request -> request.tableName(name));
    }

    /** Started by the first table, and left to the end of the process. */
    private static final class Engine {
        private static final AmazonDynamoDBLocal EMBEDDED = DynamoDBEmbedded.create(true);
        private static final DynamoDbClient CLIENT = EMBEDDED.dynamoDbClient();
    }
}
