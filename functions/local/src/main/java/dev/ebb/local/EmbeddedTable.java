package dev.ebb.local;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import dev.ebb.metering.dynamodb.EbbTable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A fresh table in this process's memory, gone when it is closed. */
public final class EmbeddedTable implements AutoCloseable {

    /** What the table is called on this machine, here and under {@code serve}. */
    public static final String NAME = "ebb";

    private final AmazonDynamoDBLocal database;
    private final DynamoDbClient client;

    private EmbeddedTable(AmazonDynamoDBLocal database, DynamoDbClient client) {
        this.database = database;
        this.client = client;
    }

    /** Starts an engine of its own and makes the table. */
    public static EmbeddedTable create() {
        AmazonDynamoDBLocal database = DynamoDBEmbedded.create(true);
        DynamoDbClient client = database.dynamoDbClient();
        client.createTable(EbbTable.createRequest(NAME));
        return new EmbeddedTable(database, client);
    }

    /** Reaches it. */
    public DynamoDbClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        database.shutdownNow();
    }
}
