package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.metering.dynamodb.TestTable;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Updates and transactions take effect whole, once, or not at all. */
abstract class WriteContract extends DynamoContract {

    WriteContract(Supplier<TestTable> tables) {
        super(tables);
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
    void oneItemIsInATransactionOnce() {
        assertThat(catchThrowableOfType(
                        DynamoDbException.class, () -> transact(update("p", "s", "1"), check("p", "s"))))
                .isNotNull();
        assertThat(all()).isEmpty();
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
}
