package dev.ebb.metering.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** One page of a query: up to its limit, or up to the item that takes it past 1 MB. */
final class Page {

    /** A page of a query ends with the item that takes it past 1 MB. */
    private static final long MOST_BYTES = 1024 * 1024L;

    private final Store store;
    private final QueryRequest request;
    private final Store.Schema schema;
    private final String partition;
    private final ConditionExpression condition;

    Page(Store store, QueryRequest request) {
        if (request.filterExpression() != null || request.hasAttributesToGet() || request.hasKeyConditions()) {
            throw new UnsupportedOperationException("the table in memory does not know: " + request);
        }
        if (request.indexName() != null && Boolean.TRUE.equals(request.consistentRead())) {
            throw Refusal.invalid("Consistent reads are not supported on global secondary indexes");
        }
        this.store = store;
        this.request = request;
        schema = store.schema(request.indexName());
        condition = ConditionExpression.of(
                request.keyConditionExpression(),
                new Tokens.Names(request.expressionAttributeNames(), request.expressionAttributeValues()));
        partition = partition(condition)
                .orElseThrow(() -> Refusal.invalid("Query condition missed key schema element: " + schema.partition()));
    }

    private Optional<String> partition(ConditionExpression term) {
        return switch (term) {
            case ConditionExpression.And and -> partition(and.left()).or(() -> partition(and.right()));
            case ConditionExpression.Comparison equal -> equal.literalOf(schema.partition());
            case ConditionExpression.Between ignored -> Optional.empty();
            case ConditionExpression.BeginsWith ignored -> Optional.empty();
            case ConditionExpression.Or ignored -> throw unknown();
            case ConditionExpression.Not ignored -> throw unknown();
            case ConditionExpression.Exists ignored -> throw unknown();
        };
    }

    /** The sort keys of a range; where there is none, the condition itself decides. */
    private static Optional<ConditionExpression.Between> range(ConditionExpression term) {
        return switch (term) {
            case ConditionExpression.And and -> range(and.left()).or(() -> range(and.right()));
            case ConditionExpression.Between between -> Optional.of(between);
            default -> Optional.empty();
        };
    }

    private UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("no condition on a key: " + request.keyConditionExpression());
    }

    QueryResponse read() {
        Optional<ConditionExpression.Between> range = range(condition);
        boolean ascending = !Boolean.FALSE.equals(request.scanIndexForward());
        Iterator<Map<String, AttributeValue>> matching = store.partition(
                        request.indexName(),
                        partition,
                        range.map(between -> between.from().literal().s()).orElse(null),
                        range.map(between -> between.to().literal().s()).orElse(null),
                        ascending,
                        request.exclusiveStartKey())
                .filter(condition::holds)
                .iterator();
        int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        Map<String, AttributeValue> last = null;
        long bytes = 0;
        while (items.size() < limit && bytes <= MOST_BYTES && matching.hasNext()) {
            last = matching.next();
            bytes += ItemBytes.of(last);
            items.add(chosen(last));
        }
        boolean isCut = last != null && (items.size() == limit || (bytes > MOST_BYTES && matching.hasNext()));
        QueryResponse.Builder answer =
                QueryResponse.builder().count(items.size()).scannedCount(items.size());
        if (request.select() != Select.COUNT) {
            answer.items(items);
        }
        return (isCut ? answer.lastEvaluatedKey(key(last)) : answer).build();
    }

    private Map<String, AttributeValue> chosen(Map<String, AttributeValue> item) {
        if (request.projectionExpression() == null) {
            return item;
        }
        Map<String, AttributeValue> chosen = new HashMap<>();
        for (String each : request.projectionExpression().split(",", -1)) {
            String attribute = request.expressionAttributeNames().getOrDefault(each.strip(), each.strip());
            AttributeValue value = item.get(attribute);
            if (value != null) {
                chosen.put(attribute, value);
            }
        }
        return chosen;
    }

    private Map<String, AttributeValue> key(@Nullable Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new HashMap<>(item == null ? Map.of() : item);
        key.keySet()
                .removeIf(name ->
                        !schema.names().contains(name) && !store.key().names().contains(name));
        return key;
    }
}
