package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.metering.dynamodb.TestTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The limits of items, numbers, batches and transactions. */
abstract class LimitContract extends DynamoContract {

    LimitContract(Supplier<TestTable> tables) {
        super(tables);
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
    void aBatchHasAtMostAHundredKeysEachOnce() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>(
                IntStream.rangeClosed(0, 100).mapToObj(i -> key("p", "" + i)).toList());

        assertInvalid(() -> batch(keys));
        keys.set(99, key("p", "0"));
        assertInvalid(() -> batch(keys.subList(0, 100)));
    }
}
