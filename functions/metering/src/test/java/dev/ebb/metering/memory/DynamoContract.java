package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.TestTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What Ebb's adapters rely on of DynamoDB, whoever plays it. */
abstract class DynamoContract {

    final TestTable table;
    final DynamoDbClient client;

    DynamoContract(Supplier<TestTable> tables) {
        table = tables.get();
        client = table.client();
    }

    @AfterEach
    void dropTable() {
        table.close();
    }

    final boolean holds(String condition, Map<String, String> names, Map<String, AttributeValue> values) {
        try {
            client.putItem(put -> put.tableName(table.name())
                    .item(item("p", "s", "done", n("1")))
                    .conditionExpression(condition)
                    .expressionAttributeNames(names.isEmpty() ? null : names)
                    .expressionAttributeValues(values.isEmpty() ? null : values));
            return true;
        } catch (ConditionalCheckFailedException refused) {
            assertThat(get("p", "s")).doesNotContainKey("done");
            return false;
        }
    }

    final BatchGetItemResponse batch(List<Map<String, AttributeValue>> keys) {
        return client.batchGetItem(get -> get.requestItems(
                Map.of(table.name(), KeysAndAttributes.builder().keys(keys).build())));
    }

    static void assertInvalid(ThrowingCallable request) {
        DynamoDbException refused = catchThrowableOfType(DynamoDbException.class, request);
        assertThat(refused).isNotNull();
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    }

    final TransactWriteItem putIfAbsent(String pk, String sk) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name())
                        .item(item(pk, sk, "n", n("9")))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    final TransactWriteItem check(String pk, String sk) {
        return TransactWriteItem.builder()
                .conditionCheck(check ->
                        check.tableName(table.name()).key(key(pk, sk)).conditionExpression("attribute_exists(pk)"))
                .build();
    }

    final TransactWriteItem update(String pk, String sk, String add) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(key(pk, sk))
                        .updateExpression("ADD #n :n")
                        .expressionAttributeNames(Map.of("#n", "n"))
                        .expressionAttributeValues(Map.of(":n", n(add))))
                .build();
    }

    final void transact(TransactWriteItem... actions) {
        client.transactWriteItems(write -> write.transactItems(actions));
    }

    final void put(Map<String, AttributeValue> item) {
        client.putItem(put -> put.tableName(table.name()).item(item));
    }

    final Map<String, AttributeValue> get(String pk, String sk) {
        return client.getItem(
                        get -> get.tableName(table.name()).key(key(pk, sk)).consistentRead(true))
                .item();
    }

    final List<Map<String, AttributeValue>> all() {
        return client.scanPaginator(scan -> scan.tableName(table.name())).items().stream()
                .toList();
    }

    static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of(EbbTable.PARTITION, s(pk), EbbTable.SORT, s(sk));
    }

    static Map<String, AttributeValue> item(String pk, String sk, Object... more) {
        Map<String, AttributeValue> item = new HashMap<>(key(pk, sk));
        for (int i = 0; i < more.length; i += 2) {
            item.put((String) more[i], (AttributeValue) more[i + 1]);
        }
        return item;
    }

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    static AttributeValue ns(String... numbers) {
        return AttributeValue.fromNs(List.of(numbers));
    }
}
