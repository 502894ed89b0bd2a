package dev.ebb.metering.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table's definition. A test holds the one in {@code template.yaml} to it. */
public final class EbbTable {

    /** Partition key of the table. */
    public static final String PARTITION = "pk";

    /** Sort key of the table. */
    public static final String SORT = "sk";

    /** When an item may be forgotten, in seconds since the epoch. */
    public static final String EXPIRES_AT = "expiresAt";

    /** Sparse index of the deployments that could next need something, by when. */
    public static final String DUE_INDEX = "due";

    /** Partition key of {@link #DUE_INDEX}: one of a fixed number of shards. */
    public static final String DUE_SHARD = "dueShard";

    /** Sort key of {@link #DUE_INDEX}: an instant as text. */
    public static final String DUE_AT = "dueAt";

    private EbbTable() {}

    /** A request that makes the table under this name, on demand. */
    public static CreateTableRequest createRequest(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text(PARTITION), text(SORT), text(DUE_SHARD), text(DUE_AT))
                .keySchema(key(PARTITION, KeyType.HASH), key(SORT, KeyType.RANGE))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(DUE_INDEX)
                        .keySchema(key(DUE_SHARD, KeyType.HASH), key(DUE_AT, KeyType.RANGE))
                        .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))
                        .build())
                .build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
