package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.MemoryTable;
import dev.ebb.metering.dynamodb.TestTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The same random requests get the same answers from the table in memory and from DynamoDB Local. */
class SameAnswersDynamoTests {

    private static final int REQUESTS = 120;
    private static final List<String> NUMBERS = List.of("0", "1", "-1", "2.50", "1E+1", "1234567890123", "0.001");
    private static final List<String> TEXTS = List.of("a", "b", "ab", "é", "\uFFFD", "\uD83D\uDE00");

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void requestsAreAnsweredAlike(@ForAll long seed) {
        try (TestTable memory = new MemoryTable();
                TestTable local = new LocalTable()) {
            Random one = new Random(seed);
            Random other = new Random(seed);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(new Request(memory, one).answer()).isEqualTo(new Request(local, other).answer());
            }
            assertThat(everything(memory)).isEqualTo(everything(local));
        }
    }

    private static List<Map<String, AttributeValue>> everything(TestTable table) {
        return table.client().scanPaginator(scan -> scan.tableName(table.name())).items().stream()
                .map(SameAnswersDynamoTests::comparable)
                .sorted(Comparator.comparing(
                        item -> item.get(EbbTable.PARTITION).s()
                                + item.get(EbbTable.SORT).s()))
                .toList();
    }

    /** Attributes and sets in one order, numbers without what is only spelling: DynamoDB Local keeps zeros of a sum. */
    private static Map<String, AttributeValue> comparable(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> comparable = new TreeMap<>(item);
        comparable.replaceAll((name, value) -> switch (value.type()) {
            case N ->
                AttributeValue.fromN(
                        new BigDecimal(value.n()).stripTrailingZeros().toPlainString());
            case NS -> AttributeValue.fromNs(value.ns().stream().sorted().toList());
            default -> value;
        });
        return comparable;
    }

    /** One request, drawn from the generator: the same draws make the same request. */
    private static final class Request {
        private final DynamoDbClient client;
        private final String table;
        private final Random random;
        private final Map<String, String> names = new LinkedHashMap<>();
        private final Map<String, AttributeValue> values = new LinkedHashMap<>();

        Request(TestTable table, Random random) {
            this.client = table.client();
            this.table = table.name();
            this.random = random;
        }

        /** What comes back, refusals too, in a form to compare. */
        Object answer() {
            try {
                return switch (random.nextInt(7)) {
                    case 0 -> put();
                    case 1, 2 -> update();
                    case 3 -> transact();
                    case 4 -> get();
                    case 5 -> query();
                    default -> due();
                };
            } catch (ConditionalCheckFailedException refused) {
                return "refused: " + (refused.hasItem() ? comparable(refused.item()) : "");
            } catch (TransactionCanceledException cancelled) {
                return cancelled.cancellationReasons().stream()
                        .map(this::reason)
                        .toList();
            } catch (DynamoDbException invalid) {
                return "invalid: " + invalid.awsErrorDetails().errorCode();
            }
        }

        private String reason(CancellationReason reason) {
            return reason.code() + (reason.hasItem() ? comparable(reason.item()) : "");
        }

        private Object put() {
            String condition = condition();
            Map<String, AttributeValue> item = item();
            return client.putItem(put -> put.tableName(table)
                            .item(item)
                            .conditionExpression(condition)
                            .expressionAttributeNames(names.isEmpty() ? null : names)
                            .expressionAttributeValues(values.isEmpty() ? null : values)
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                    .attributes();
        }

        private Object update() {
            String expression = change();
            String condition = condition();
            Map<String, AttributeValue> key = key();
            return client.updateItem(update -> update.tableName(table)
                            .key(key)
                            .updateExpression(expression)
                            .conditionExpression(condition)
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values.isEmpty() ? null : values)
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                    .attributes();
        }

        private Object transact() {
            List<TransactWriteItem> actions = new ArrayList<>();
            Set<Map<String, AttributeValue>> keys = new HashSet<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                Map<String, AttributeValue> key = key();
                if (keys.add(key)) {
                    actions.add(action(key));
                }
            }
            client.transactWriteItems(write -> write.transactItems(actions));
            return "committed";
        }

        private TransactWriteItem action(Map<String, AttributeValue> key) {
            Request part = new Request(client, table, random);
            return switch (random.nextInt(4)) {
                case 0 -> {
                    String condition = part.condition();
                    Map<String, AttributeValue> item = new HashMap<>(part.item());
                    item.putAll(key);
                    yield TransactWriteItem.builder()
                            .put(put -> put.tableName(table)
                                    .item(item)
                                    .conditionExpression(condition)
                                    .expressionAttributeNames(part.names.isEmpty() ? null : part.names)
                                    .expressionAttributeValues(part.values.isEmpty() ? null : part.values)
                                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                            .build();
                }
                case 1 ->
                    TransactWriteItem.builder()
                            .delete(delete -> delete.tableName(table).key(key))
                            .build();
                default -> {
                    String expression = part.change();
                    String condition = part.condition();
                    yield TransactWriteItem.builder()
                            .update(update -> update.tableName(table)
                                    .key(key)
                                    .updateExpression(expression)
                                    .conditionExpression(condition)
                                    .expressionAttributeNames(part.names)
                                    .expressionAttributeValues(part.values.isEmpty() ? null : part.values)
                                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                            .build();
                }
            };
        }

        private Request(DynamoDbClient client, String table, Random random) {
            this.client = client;
            this.table = table;
            this.random = random;
        }

        private Object get() {
            if (random.nextBoolean()) {
                Map<String, AttributeValue> key = key();
                return comparable(
                        client.getItem(get -> get.tableName(table).key(key).consistentRead(true))
                                .item());
            }
            List<Map<String, AttributeValue>> keys = List.of(key(), key(), key());
            return client
                    .batchGetItem(get -> get.requestItems(Map.of(
                            table,
                            KeysAndAttributes.builder()
                                    .keys(keys)
                                    .consistentRead(true)
                                    .build())))
                    .responses()
                    .getOrDefault(table, List.of())
                    .stream()
                    .map(SameAnswersDynamoTests::comparable)
                    .sorted(Comparator.comparing(item -> item.get(EbbTable.SORT).s() + item.get(EbbTable.PARTITION)))
                    .toList();
        }

        private Object query() {
            QueryRequest query = QueryRequest.builder()
                    .tableName(table)
                    .consistentRead(true)
                    .scanIndexForward(random.nextBoolean())
                    .limit(random.nextBoolean() ? null : 1 + random.nextInt(3))
                    .keyConditionExpression("pk = :p AND sk BETWEEN :from AND :to")
                    .expressionAttributeValues(
                            Map.of(":p", partition(), ":from", AttributeValue.fromS("a"), ":to", text()))
                    .build();
            return read(query);
        }

        private Object due() {
            QueryRequest query = QueryRequest.builder()
                    .tableName(table)
                    .indexName(EbbTable.DUE_INDEX)
                    .limit(1 + random.nextInt(4))
                    .keyConditionExpression("dueShard = :shard AND dueAt <= :until")
                    .expressionAttributeValues(Map.of(":shard", partition(), ":until", text()))
                    .build();
            return read(query).stream()
                    .sorted(Comparator.comparing(
                            item -> item.get(EbbTable.DUE_AT).s() + item.get(EbbTable.SORT) + item.get("pk")))
                    .toList();
        }

        private List<Map<String, AttributeValue>> read(QueryRequest query) {
            List<Map<String, AttributeValue>> items = new ArrayList<>();
            QueryResponse page = client.query(query);
            page.items().stream().map(SameAnswersDynamoTests::comparable).forEach(items::add);
            while (page.hasLastEvaluatedKey()) {
                page = client.query(query.toBuilder()
                        .exclusiveStartKey(page.lastEvaluatedKey())
                        .build());
                page.items().stream().map(SameAnswersDynamoTests::comparable).forEach(items::add);
            }
            return items;
        }

        private Map<String, AttributeValue> item() {
            Map<String, AttributeValue> item = new HashMap<>(key());
            for (String name : List.of("n", "set", "text", EbbTable.DUE_SHARD, EbbTable.DUE_AT)) {
                if (random.nextBoolean()) {
                    item.put(name, value(name));
                }
            }
            return item;
        }

        private Map<String, AttributeValue> key() {
            return Map.of(EbbTable.PARTITION, partition(), EbbTable.SORT, text());
        }

        private AttributeValue partition() {
            return AttributeValue.fromS(random.nextBoolean() ? "p" : "q");
        }

        private AttributeValue text() {
            return AttributeValue.fromS(TEXTS.get(random.nextInt(TEXTS.size())));
        }

        private AttributeValue value(String name) {
            return switch (name) {
                case "n" -> number();
                case "set" -> AttributeValue.fromNs(List.of("" + random.nextInt(3), "" + (3 + random.nextInt(3))));
                case EbbTable.DUE_SHARD -> partition();
                default -> text();
            };
        }

        private AttributeValue number() {
            return AttributeValue.fromN(NUMBERS.get(random.nextInt(NUMBERS.size())));
        }

        private String change() {
            return switch (random.nextInt(5)) {
                case 0 -> "SET " + name("text") + " = " + value(text());
                case 1 -> "ADD " + name("n") + " " + value(number());
                case 2 -> "ADD " + name("set") + " " + value(value("set"));
                case 3 ->
                    "SET " + name(EbbTable.DUE_AT) + " = " + value(text()) + ", " + name(EbbTable.DUE_SHARD) + " = "
                            + value(partition()) + " ADD " + name("n") + " " + value(number());
                default -> "SET " + name("text") + " = " + value(text()) + " REMOVE " + name(EbbTable.DUE_AT);
            };
        }

        private @Nullable String condition() {
            if (random.nextInt(3) == 0) {
                return null;
            }
            String first = term();
            return switch (random.nextInt(4)) {
                case 0 -> first + " AND " + term();
                case 1 -> first + " OR " + term();
                case 2 -> "(" + first + " OR " + term() + ") AND " + term();
                default -> first;
            };
        }

        private String term() {
            return switch (random.nextInt(6)) {
                case 0 -> "attribute_exists(" + name("n") + ")";
                case 1 -> "attribute_not_exists(pk)";
                case 2 -> name("n") + List.of(" = ", " < ", " <= ", " > ").get(random.nextInt(4)) + value(number());
                case 3 -> "size(" + name("set") + ") = " + value(AttributeValue.fromN("" + (1 + random.nextInt(4))));
                case 4 -> name("text") + List.of(" = ", " <= ", " > ").get(random.nextInt(3)) + value(text());
                default -> "(attribute_not_exists(" + name("n") + ") OR " + name("n") + " = " + value(number()) + ")";
            };
        }

        private String name(String attribute) {
            String name = "#x" + names.size();
            names.put(name, attribute);
            return name;
        }

        private String value(AttributeValue value) {
            String name = ":x" + values.size();
            values.put(name, value);
            return name;
        }
    }
}
