package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.TestTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** What Ebb's adapters rely on of DynamoDB, whoever plays it. */
abstract class DynamoContract {

    private final TestTable table;
    private final DynamoDbClient client;

    DynamoContract(Supplier<TestTable> tables) {
        table = tables.get();
        client = table.client();
    }

    @AfterEach
    void dropTable() {
        table.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attribute_exists(pk)                                   | true
            attribute_not_exists(pk)                               | false
            attribute_exists(#absent)                              | false
            attribute_not_exists(#absent)                          | true
            #n = :seven                                            | true
            #n < :seven                                            | false
            #n <= :seven                                           | true
            #n > :seven                                            | false
            #n >= :seven                                           | true
            #n <> :seven                                           | false
            #n <> :text                                            | true
            #n = :text                                             | false
            #n < :text                                             | false
            #absent < :seven                                       | false
            #absent = :seven                                       | false
            #absent <> :seven                                      | true
            #text < :textb                                         | true
            size(#set) = :two                                      | true
            size(#text) = :one                                     | true
            size(#absent) = :two                                   | false
            #n BETWEEN :two AND :seven                             | true
            #n BETWEEN :one AND :two                               | false
            (attribute_not_exists(#absent) OR #n < :two)           | true
            attribute_not_exists(#n) OR #n < :two                  | false
            attribute_exists(pk) AND #n = :seven OR #n = :two      | true
            #n = :two OR attribute_exists(pk) AND #n = :seven      | true
            (#n = :two OR #n = :seven) AND attribute_exists(#text) | true
            NOT #n = :two                                          | true
            begins_with(#text, :textb)                             | false
            begins_with(pk, :p)                                    | true
            begins_with(#absent, :p)                               | false
            """)
    void aConditionHoldsOrRefuses(String condition, boolean holds) {
        put(item("p", "s", "n", n("7"), "text", s("a"), "set", ns("1", "2")));
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        for (String name : List.of("n", "text", "set", "absent")) {
            if (condition.contains("#" + name)) {
                names.put("#" + name, name);
            }
        }
        Map.of("seven", n("7"), "two", n("2.0"), "one", n("1"), "text", s("7"), "textb", s("b"), "p", s("p"))
                .forEach((name, value) -> {
                    if (condition.matches(".*:" + name + "\\b.*")) {
                        values.put(":" + name, value);
                    }
                });

        assertThat(holds(condition, names, values)).isEqualTo(holds);
    }

    private boolean holds(String condition, Map<String, String> names, Map<String, AttributeValue> values) {
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

    @Test
    void aRefusedTransactionNamesEachReasonAndHandsBackWhatWasThere() {
        Map<String, AttributeValue> old = item("p", "b", "n", n("1"));
        put(old);

        TransactionCanceledException refused = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> transact(putIfAbsent("p", "a"), putIfAbsent("p", "b"), check("p", "c"), update("p", "d", "1")));

        assertThat(refused.cancellationReasons())
                .extracting(CancellationReason::code)
                .containsExactly("None", "ConditionalCheckFailed", "ConditionalCheckFailed", "None");
        assertThat(refused.cancellationReasons().get(1).item()).isEqualTo(old);
        assertThat(refused.cancellationReasons().get(2).hasItem()).isFalse();
        assertThat(all()).containsExactly(old);
    }

    @Test
    void aTransactionTakesEffectWhole() {
        put(item("p", "gone", "n", n("1")));
        put(item("p", "checked", "n", n("1")));

        transact(
                putIfAbsent("p", "new"),
                update("p", "added", "5"),
                TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(table.name()).key(key("p", "gone")))
                        .build(),
                check("p", "checked"));

        assertThat(all())
                .containsExactlyInAnyOrder(
                        item("p", "new", "n", n("9")),
                        item("p", "added", "n", n("5")),
                        item("p", "checked", "n", n("1")));
    }

    @Test
    void addSumsNumbersAndUnitesSets() {
        addTo("p", "s", n("0.1"), ns("3", "1"));
        addTo("p", "s", n("-20.10"), ns("2", "3"));

        assertThat(new BigDecimal(get("p", "s").get("n").n())).isEqualByComparingTo("-20");
        assertThat(get("p", "s").get("set").ns()).containsExactlyInAnyOrder("1", "2", "3");
    }

    private void addTo(String pk, String sk, AttributeValue number, AttributeValue set) {
        client.updateItem(update -> update.tableName(table.name())
                .key(key(pk, sk))
                .updateExpression("ADD #n :n, #set :set")
                .expressionAttributeNames(Map.of("#n", "n", "#set", "set"))
                .expressionAttributeValues(Map.of(":n", number, ":set", set)));
    }

    @Test
    void anUpdateSetsAddsAndRemovesAtOnceAndMakesTheItem() {
        put(item("p", "s", "old", s("x"), "n", n("1")));

        var answer = client.updateItem(update -> update.tableName(table.name())
                .key(key("p", "s"))
                .updateExpression("SET #a = :a ADD #n :n REMOVE #old")
                .expressionAttributeNames(Map.of("#a", "a", "#n", "n", "#old", "old"))
                .expressionAttributeValues(Map.of(":a", s("set"), ":n", n("2")))
                .returnValues(ReturnValue.ALL_NEW));

        assertThat(answer.attributes()).isEqualTo(item("p", "s", "a", s("set"), "n", n("3")));
        assertThat(get("p", "s")).isEqualTo(answer.attributes());
    }

    @ParameterizedTest
    @CsvSource({
        "1E+1, 10",
        "007.50, 7.5",
        "-0, 0",
        "1e-3, 0.001",
        "12345678901234567890123456789012345678, " + "12345678901234567890123456789012345678"
    })
    void aNumberIsKeptWithoutItsSpelling(String spelled, String kept) {
        put(item("p", "s", "n", n(spelled)));

        assertThat(get("p", "s").get("n").n()).isEqualTo(kept);
    }

    @Test
    void aRangeComesInOrderAndInEitherDirection() {
        List<String> sorts = List.of("A", "B", "a", "é", "日", "\uFFFD", "\uD83D\uDE00");
        sorts.forEach(sort -> put(item("p", sort)));
        put(item("q", "B"));

        assertThat(sorts(between("p", "A", "\uD83D\uDE00", true))).isEqualTo(sorts);
        assertThat(sorts(between("p", "B", "日", true))).containsExactly("B", "a", "é", "日");
        List<String> backwards = new ArrayList<>(sorts);
        Collections.reverse(backwards);
        assertThat(sorts(between("p", "A", "\uD83D\uDE00", false))).isEqualTo(backwards);
    }

    @Test
    void pagesWithALimitAreAllOfItOnce() {
        IntStream.range(100, 150).forEach(sort -> put(item("p", "" + sort)));

        for (boolean ascending : new boolean[] {true, false}) {
            QueryRequest query = between("p", "110", "139", ascending).limit(7).build();
            List<QueryResponse> pages = pages(query);

            assertThat(pages).extracting(QueryResponse::count).startsWith(7, 7, 7, 7, 2);
            assertThat(pages.stream().flatMap(page -> page.items().stream()).map(this::sort))
                    .hasSize(30)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aPageEndsAtAMegabyte() {
        String large = "x".repeat(200_000);
        IntStream.range(10, 20).forEach(sort -> put(item("p", "" + sort, "large", s(large))));

        List<QueryResponse> pages = pages(between("p", "10", "19", true).build());

        assertThat(pages).extracting(QueryResponse::count).containsExactly(6, 4);
    }

    @Test
    void aProjectionHasOnlyWhatItNames() {
        put(item("p", "s", "a", s("x"), "b", s("y")));

        QueryRequest query = between("p", "s", "s", true)
                .projectionExpression("#a,#c")
                .expressionAttributeNames(Map.of("#a", "a", "#c", "c"))
                .build();

        assertThat(client.query(query).items()).containsExactly(Map.of("a", s("x")));
    }

    @Test
    void theIndexHasWhatHasBothOfItsAttributesByWhenItIsDue() {
        put(item("p", "late", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("3"), "more", s("x")));
        put(item("p", "soon", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("1")));
        put(item("p", "moved", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("9")));
        put(item("p", "moved", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("2")));
        put(item("p", "other", EbbTable.DUE_SHARD, s("2"), EbbTable.DUE_AT, s("1")));
        put(item("p", "never", EbbTable.DUE_AT, s("1")));
        put(item("p", "no more", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("1")));
        put(item("p", "no more"));

        List<QueryResponse> pages = pages(due("1", "3").limit(2).build());

        assertThat(pages.stream().flatMap(page -> page.items().stream()))
                .containsExactly(
                        item("p", "soon", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("1")),
                        item("p", "moved", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("2")),
                        item("p", "late", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("3")));
        QueryResponse count = client.query(due("1", "2").select(Select.COUNT).build());
        assertThat(count.count()).isEqualTo(2);
        assertThat(count.items()).isEmpty();
        assertInvalid(() -> client.query(due("1", "2").consistentRead(true).build()));
    }

    private QueryRequest.Builder due(String shard, String until) {
        return QueryRequest.builder()
                .tableName(table.name())
                .indexName(EbbTable.DUE_INDEX)
                .keyConditionExpression("#shard = :shard AND #at <= :until")
                .expressionAttributeNames(Map.of("#shard", EbbTable.DUE_SHARD, "#at", EbbTable.DUE_AT))
                .expressionAttributeValues(Map.of(":shard", s(shard), ":until", s(until)));
    }

    @Test
    void aTransactionHasAtMostAHundredActions() {
        TransactWriteItem[] hundredAndOne = IntStream.rangeClosed(0, 100)
                .mapToObj(i -> update("p", "s" + i, "1"))
                .toArray(TransactWriteItem[]::new);

        transact(Arrays.copyOf(hundredAndOne, 100));

        assertThat(all()).hasSize(100);
        assertInvalid(() -> transact(hundredAndOne));
    }

    @Test
    void aTransactionHasAtMostFourMegabytes() {
        String large = "x".repeat(399_000);
        TransactWriteItem[] eleven = IntStream.range(0, 11)
                .mapToObj(i -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table.name()).item(item("p", "s" + i, "large", s(large))))
                        .build())
                .toArray(TransactWriteItem[]::new);

        transact(Arrays.copyOf(eleven, 10));

        assertThat(all()).hasSize(10);
        assertInvalid(() -> transact(eleven));
    }

    @Test
    void oneItemIsInATransactionOnce() {
        assertThat(catchThrowableOfType(
                        DynamoDbException.class, () -> transact(update("p", "s", "1"), check("p", "s"))))
                .isNotNull();
        assertThat(all()).isEmpty();
    }

    @Test
    void anItemHasAtMostFourHundredKilobytes() {
        int rest = 400 * 1024 - "pkpskslarge".length();
        put(item("p", "s", "large", s("x".repeat(rest))));

        assertInvalid(() -> put(item("p", "s", "large", s("x".repeat(rest + 1)))));
        assertInvalid(() -> client.updateItem(update -> update.tableName(table.name())
                .key(key("p", "s"))
                .updateExpression("SET #more = :more")
                .expressionAttributeNames(Map.of("#more", "more"))
                .expressionAttributeValues(Map.of(":more", s("x".repeat(100))))));
    }

    @Test
    void aTransactionThatWouldMakeAnItemTooLargeIsImpossible() {
        put(item("p", "s", "large", s("x".repeat(399 * 1024))));

        TransactionCanceledException refused = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> transact(
                        update("p", "other", "1"),
                        TransactWriteItem.builder()
                                .update(update -> update.tableName(table.name())
                                        .key(key("p", "s"))
                                        .updateExpression("SET #more = :more")
                                        .expressionAttributeNames(Map.of("#more", "more"))
                                        .expressionAttributeValues(Map.of(":more", s("x".repeat(2048)))))
                                .build()));

        assertThat(refused.cancellationReasons())
                .extracting(CancellationReason::code)
                .containsExactly("None", "ValidationError");
        assertThat(get("p", "other")).isEmpty();
    }

    @Test
    void aNumberThatGrowsPastThirtyEightDigitsIsImpossible() {
        put(item("p", "s", "n", n("9".repeat(38))));

        assertInvalid(() -> transact(update("p", "s", "0.1"), update("p", "other", "1")));
        assertThat(get("p", "other")).isEmpty();
        assertInvalid(() -> put(item("p", "s", "n", n("9".repeat(39)))));
    }

    @Test
    void aTransactionWithTheSameTokenHappensOnce() {
        String token = UUID.randomUUID().toString();
        TransactWriteItemsRequest once = TransactWriteItemsRequest.builder()
                .transactItems(update("p", "s", "1"))
                .clientRequestToken(token)
                .build();

        client.transactWriteItems(once);
        client.transactWriteItems(once);

        assertThat(get("p", "s").get("n").n()).isEqualTo("1");
        assertThat(catchThrowableOfType(
                        IdempotentParameterMismatchException.class,
                        () -> client.transactWriteItems(once.toBuilder()
                                .transactItems(update("p", "s", "2"))
                                .build())))
                .isNotNull();
    }

    @Test
    void aBatchOfKeysGivesTheItemsThatThereAre() {
        put(item("p", "1"));
        put(item("p", "2"));

        var answer = client.batchGetItem(get -> get.requestItems(Map.of(
                table.name(),
                KeysAndAttributes.builder()
                        .keys(List.of(key("p", "1"), key("p", "2"), key("p", "3")))
                        .consistentRead(true)
                        .build())));

        assertThat(answer.responses().get(table.name()))
                .hasSize(2)
                .contains(item("p", "1"))
                .contains(item("p", "2"));
        assertThat(answer.unprocessedKeys()).isEmpty();
    }

    @Test
    void aBatchHasAtMostAHundredKeysEachOnce() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>(
                IntStream.rangeClosed(0, 100).mapToObj(i -> key("p", "" + i)).toList());

        assertInvalid(() -> batch(keys));
        keys.set(99, key("p", "0"));
        assertInvalid(() -> batch(keys.subList(0, 100)));
    }

    @Test
    void aBatchLeavesOutWhatIsBeyondSixteenMegabytes() {
        String large = "x".repeat(390_000);
        List<Map<String, AttributeValue>> keys =
                IntStream.range(0, 50).mapToObj(i -> key("p", "" + i)).toList();
        keys.forEach(key -> put(item("p", key.get("sk").s(), "large", s(large))));

        var first = batch(keys);
        List<Map<String, AttributeValue>> rest =
                first.unprocessedKeys().get(table.name()).keys();
        var second = batch(rest);

        assertThat(rest).isNotEmpty();
        assertThat(second.unprocessedKeys()).isEmpty();
        assertThat(first.responses().get(table.name()).size()
                        + second.responses().get(table.name()).size())
                .isEqualTo(50);
    }

    private software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse batch(
            List<Map<String, AttributeValue>> keys) {
        return client.batchGetItem(get -> get.requestItems(
                Map.of(table.name(), KeysAndAttributes.builder().keys(keys).build())));
    }

    @Test
    void wrongRequestsAreRefused() {
        assertInvalid(() -> put(item("p", "")));
        assertInvalid(() -> put(Map.of("pk", s("p"))));
        assertInvalid(() -> put(item("p", "s", "set", ns("1", "1.0"))));
        assertInvalid(() -> put(item("p", "s", EbbTable.DUE_AT, n("1"), EbbTable.DUE_SHARD, s("1"))));
        assertInvalid(() -> holds("#n = :n", Map.of("#n", "n", "#unused", "x"), Map.of(":n", n("1"))));
        assertInvalid(() -> holds("#n = :n", Map.of("#n", "n"), Map.of(":n", n("1"), ":unused", n("2"))));
        assertInvalid(() -> holds("#n = :undefined", Map.of("#n", "n"), Map.of(":n", n("1"))));
        assertInvalid(() -> holds("#n = = :n", Map.of("#n", "n"), Map.of(":n", n("1"))));
        assertInvalid(() -> client.updateItem(update -> update.tableName(table.name())
                .key(key("p", "s"))
                .updateExpression("SET pk = :p")
                .expressionAttributeValues(Map.of(":p", s("q")))));
        put(item("p", "s", "text", s("x")));
        assertInvalid(() -> client.updateItem(update -> update.tableName(table.name())
                .key(key("p", "s"))
                .updateExpression("ADD #text :n")
                .expressionAttributeNames(Map.of("#text", "text"))
                .expressionAttributeValues(Map.of(":n", n("1")))));
    }

    @Test
    void aRefusedUpdateHandsBackWhatWasThere() {
        put(item("p", "s", "n", n("1")));

        ConditionalCheckFailedException refused = catchThrowableOfType(
                ConditionalCheckFailedException.class,
                () -> client.updateItem(update -> update.tableName(table.name())
                        .key(key("p", "s"))
                        .updateExpression("SET #n = :two")
                        .conditionExpression("#n = :two")
                        .expressionAttributeNames(Map.of("#n", "n"))
                        .expressionAttributeValues(Map.of(":two", n("2")))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));

        assertThat(refused.item()).isEqualTo(item("p", "s", "n", n("1")));
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        DynamoDbException refused = catchThrowableOfType(DynamoDbException.class, request);
        assertThat(refused).isNotNull();
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    }

    private List<QueryResponse> pages(QueryRequest query) {
        List<QueryResponse> pages = new ArrayList<>();
        QueryResponse page = client.query(query);
        pages.add(page);
        while (page.hasLastEvaluatedKey()) {
            page = client.query(
                    query.toBuilder().exclusiveStartKey(page.lastEvaluatedKey()).build());
            pages.add(page);
        }
        return pages;
    }

    private QueryRequest.Builder between(String partition, String from, String to, boolean ascending) {
        return QueryRequest.builder()
                .tableName(table.name())
                .consistentRead(true)
                .scanIndexForward(ascending)
                .keyConditionExpression("pk = :p AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(":p", s(partition), ":from", s(from), ":to", s(to)));
    }

    private List<String> sorts(QueryRequest.Builder query) {
        return client.query(query.build()).items().stream().map(this::sort).toList();
    }

    private String sort(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }

    private TransactWriteItem putIfAbsent(String pk, String sk) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name())
                        .item(item(pk, sk, "n", n("9")))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private TransactWriteItem check(String pk, String sk) {
        return TransactWriteItem.builder()
                .conditionCheck(check ->
                        check.tableName(table.name()).key(key(pk, sk)).conditionExpression("attribute_exists(pk)"))
                .build();
    }

    private TransactWriteItem update(String pk, String sk, String add) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(key(pk, sk))
                        .updateExpression("ADD #n :n")
                        .expressionAttributeNames(Map.of("#n", "n"))
                        .expressionAttributeValues(Map.of(":n", n(add))))
                .build();
    }

    private void transact(TransactWriteItem... actions) {
        client.transactWriteItems(write -> write.transactItems(actions));
    }

    private void put(Map<String, AttributeValue> item) {
        client.putItem(put -> put.tableName(table.name()).item(item));
    }

    private Map<String, AttributeValue> get(String pk, String sk) {
        return client.getItem(
                        get -> get.tableName(table.name()).key(key(pk, sk)).consistentRead(true))
                .item();
    }

    private List<Map<String, AttributeValue>> all() {
        return client.scanPaginator(scan -> scan.tableName(table.name())).items().stream()
                .toList();
    }

    private static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of(EbbTable.PARTITION, s(pk), EbbTable.SORT, s(sk));
    }

    private static Map<String, AttributeValue> item(String pk, String sk, Object... more) {
        Map<String, AttributeValue> item = new HashMap<>(key(pk, sk));
        for (int i = 0; i < more.length; i += 2) {
            item.put((String) more[i], (AttributeValue) more[i + 1]);
        }
        return item;
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    private static AttributeValue ns(String... numbers) {
        return AttributeValue.fromNs(List.of(numbers));
    }
}
