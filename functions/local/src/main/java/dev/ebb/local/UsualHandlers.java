package dev.ebb.local;

import dev.ebb.metering.dynamodb.EbbTable;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * How token events are usually counted, one by one, for comparison: a record of the event, and an addition to a counter.
 */
final class UsualHandlers {

    private static final String ABSENT = "attribute_not_exists(pk)";
    private static final String ADD = "ADD tokens :tokens";

    private final DynamoDbClient client;
    private final String table;

    UsualHandlers(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** Unsafe: if the process dies between the two, the event is on record and its tokens are lost. */
    void putThenUpdate(String event, long tokens) {
        client.putItem(put -> put.tableName(table).item(eventKey(event)).conditionExpression(ABSENT));
        client.updateItem(update -> update.tableName(table)
                .key(counterKey())
                .updateExpression(ADD)
                .expressionAttributeValues(Map.of(":tokens", number(tokens))));
    }

    /** Safe, and twice as dear. */
    void putAndUpdateInTransaction(String event, long tokens) {
        TransactWriteItem record = TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(eventKey(event)).conditionExpression(ABSENT))
                .build();
        TransactWriteItem addition = TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(counterKey())
                        .updateExpression(ADD)
                        .expressionAttributeValues(Map.of(":tokens", number(tokens))))
                .build();
        client.transactWriteItems(write -> write.transactItems(record, addition));
    }

    private static Map<String, AttributeValue> eventKey(String event) {
        return key("EVENT " + event);
    }

    private static Map<String, AttributeValue> counterKey() {
        return key("COUNTER");
    }

    private static Map<String, AttributeValue> key(String partition) {
        return Map.of(EbbTable.PARTITION, AttributeValue.fromS(partition), EbbTable.SORT, AttributeValue.fromS("-"));
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
