package dev.ebb.metering.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A fresh table, somewhere. */
public interface TestTable extends AutoCloseable {

    /** Reaches it. */
    DynamoDbClient client();

    String name();

    /** Deletes it. */
    @Override
    void close();
}
