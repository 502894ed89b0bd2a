package dev.ebb.charging.dynamodb;

import dev.ebb.charging.invoicing.Billing;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.LocalTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Drafts accounts of a hundred sessions each, one after the other, on the embedded table, and prints how long that takes and
 * what of it asks the table. The argument is how many accounts. One account's sessions come by its events; the items of the
 * others are copies under their names.
 */
public final class ChargingBenchmark {

    private static final int SESSIONS = 100;
    private static final String MODEL = "model-account";
    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-15T10:00:00Z");

    private ChargingBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        int accounts = Integer.parseInt(arguments[0]);
        try (LocalTable table = new LocalTable()) {
            List<Map<String, AttributeValue>> items = modelItems(table);
            long copying = System.nanoTime();
            for (int i = 0; i < accounts; i++) {
                copy(table, items, name(i));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d accounts of %d sessions, %d items each, put in %d s%n",
                    accounts,
                    SESSIONS,
                    items.size(),
                    Duration.ofNanos(System.nanoTime() - copying).toSeconds());
            for (String round : List.of("first draft", "draft again")) {
                draft(table, accounts, round);
            }
        }
        System.exit(0);
    }

    private static void draft(LocalTable table, int accounts, String round) {
        Map<String, Long> counts = new TreeMap<>();
        Billing billing = DynamoBilling.of(counting(table.client(), counts), table.name(), BilledAccount.GRACE);
        long start = System.nanoTime();
        for (int i = 0; i < accounts; i++) {
            billing.charge(name(i), NOW, Deadline.NONE);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(
                Locale.ROOT,
                "%s: %d ms, %d us an account; an account, in hundredths: %s%n",
                round,
                took.toMillis(),
                took.toNanos() / 1_000 / accounts,
                counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue() * 100 / accounts)
                        .collect(Collectors.joining(", ")));
    }

    private static String name(int number) {
        return "account-%06d".formatted(number);
    }

    private static List<Map<String, AttributeValue>> modelItems(LocalTable table) {
        BilledAccount model = new BilledAccount(table.client(), table.name(), MODEL).priced();
        for (int i = 0; i < SESSIONS; i++) {
            Instant from = FIRST.plus(Duration.ofHours(3L * i));
            model.ran(
                    NOW,
                    "s-" + i,
                    "llama",
                    1,
                    from.toString(),
                    from.plus(Duration.ofHours(2)).toString());
        }
        return table.client().scanPaginator(scan -> scan.tableName(table.name())).items().stream()
                .filter(item -> item.get(EbbTable.PARTITION).s().contains(MODEL))
                .filter(item -> !item.get(EbbTable.PARTITION).s().startsWith("IDENTITY"))
                .toList();
    }

    private static void copy(LocalTable table, List<Map<String, AttributeValue>> items, String name) {
        List<WriteRequest> puts = new ArrayList<>();
        for (Map<String, AttributeValue> item : items) {
            Map<String, AttributeValue> copy = new TreeMap<>();
            item.forEach((key, value) -> copy.put(
                    key,
                    value.s() == null ? value : AttributeValue.fromS(value.s().replace(MODEL, name))));
            puts.add(WriteRequest.builder().putRequest(put -> put.item(copy)).build());
        }
        IntStream.iterate(0, from -> from < puts.size(), from -> from + 25)
                .mapToObj(from -> puts.subList(from, Math.min(from + 25, puts.size())))
                .forEach(batch ->
                        table.client().batchWriteItem(write -> write.requestItems(Map.of(table.name(), batch))));
    }

    /** Passes calls on, and counts them, what they read and what they write. */
    private static DynamoDbClient counting(DynamoDbClient client, Map<String, Long> counts) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                ChargingBenchmark.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(client, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    counts.merge(method.getName(), 1L, Long::sum);
                    counts.merge("items read", itemsRead(answer), Long::sum);
                    if (arguments[0] instanceof TransactWriteItemsRequest write) {
                        counts.merge(
                                "items in transactions",
                                (long) write.transactItems().size(),
                                Long::sum);
                    }
                    return answer;
                });
    }

    private static long itemsRead(Object answer) {
        return switch (answer) {
            case QueryResponse query -> query.count();
            case GetItemResponse get -> get.hasItem() ? 1 : 0;
            case BatchGetItemResponse batch ->
                batch.responses().values().stream().mapToLong(List::size).sum();
            default -> 0;
        };
    }
}
