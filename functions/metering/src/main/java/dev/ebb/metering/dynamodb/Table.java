package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The table's reads and writes. Reads are consistent. What fails in passing is tried again with jitter, as long as there
 * is time; a transaction keeps its token from one attempt to the next, so that one whose answer was lost is not refused
 * by its own traces.
 */
public final class Table {

    /** Not empty: DynamoDB refuses empty keys in conditions too. */
    static final String LEAST_SORT_KEY = "\u0000";

    /** After every key that there is. */
    static final String GREATEST_SORT_KEY = String.valueOf(Character.MAX_VALUE);

    /** Enough for most who look for the latest of something. */
    private static final int WALK_PAGE = 16;

    private static final int ATTEMPTS = 8;
    private static final Set<String> DENIALS = Set.of("AccessDeniedException", "UnrecognizedClientException");
    private static final Duration LEAST_TIME = Duration.ofSeconds(1);

    private final DynamoDbClient client;
    private final String name;
    private final Pause pause;
    private final Deadline own;

    /** A table of this name. */
    public Table(DynamoDbClient client, String name) {
        this(client, name, Pause.JITTERED);
    }

    Table(DynamoDbClient client, String name, Pause pause) {
        this(client, name, pause, Deadline.NONE);
    }

    private Table(DynamoDbClient client, String name, Pause pause, Deadline own) {
        this.client = client;
        this.name = name;
        this.pause = pause;
        this.own = own;
    }

    /** The same table, of which no request begins after a deadline, whatever the deadline of the call itself is. */
    public Table within(Deadline deadline) {
        return new Table(client, name, pause, own.earlierOf(deadline));
    }

    /** What became of a transaction. */
    public sealed interface Written {
        /** It took effect. */
        record Committed() implements Written {}

        /** Conditions did not hold; with the items as they were, where the action asks for them. */
        record Refused(Map<Key, Map<String, AttributeValue>> items) implements Written {}

        /** No state of the table would let it through: an item would be too large, or a number too long. */
        record Impossible(String reason) implements Written {}
    }

    /** The item under a key, if there is one. */
    public Optional<Map<String, AttributeValue>> get(Key key, Deadline deadline) {
        return Optional.of(attempt(
                        deadline,
                        () -> client.getItem(get -> get.tableName(name)
                                        .key(key.attributes())
                                        .consistentRead(true))
                                .item()))
                .filter(item -> !item.isEmpty());
    }

    /** The items under these keys that there are. */
    public Map<Key, Map<String, AttributeValue>> getAll(List<Key> keys, Deadline deadline) {
        Map<Key, Map<String, AttributeValue>> found = new HashMap<>();
        for (int from = 0; from < keys.size(); from += 100) {
            List<Map<String, AttributeValue>> wanted = keys.subList(from, Math.min(from + 100, keys.size())).stream()
                    .map(Key::attributes)
                    .toList();
            for (int fruitless = 0; !wanted.isEmpty(); ) {
                Map<String, KeysAndAttributes> request = Map.of(
                        name,
                        KeysAndAttributes.builder()
                                .keys(wanted)
                                .consistentRead(true)
                                .build());
                var response = attempt(deadline, () -> client.batchGetItem(get -> get.requestItems(request)));
                response.responses().getOrDefault(name, List.of()).forEach(item -> found.put(Key.of(item), item));
                KeysAndAttributes rest = response.unprocessedKeys().get(name);
                int asked = wanted.size();
                wanted = rest == null ? List.of() : rest.keys();
                fruitless = wanted.size() < asked ? 0 : fruitless + 1;
                waitForRest(wanted.size(), fruitless);
            }
        }
        return found;
    }

    /** Keys that a batch leaves unprocessed are those that the table had no capacity for: they are asked again later. */
    private void waitForRest(int unprocessed, int fruitless) {
        if (fruitless == ATTEMPTS) {
            throw new LedgerUnavailableException(
                    ATTEMPTS + " attempts left " + unprocessed + " keys unprocessed", null);
        }
        if (unprocessed > 0) {
            pause.after(fruitless + 1);
        }
    }

    /** Items of a partition whose sort key begins with {@code prefix}, in order. */
    public List<Map<String, AttributeValue>> query(String partition, String prefix, Deadline deadline) {
        String from = prefix.isEmpty() ? LEAST_SORT_KEY : prefix;
        return query(partition, from, prefix + Character.MAX_VALUE, deadline);
    }

    /** Items of a partition with sort keys from {@code from} to {@code to}, both inclusive, in order. */
    public List<Map<String, AttributeValue>> query(String partition, String from, String to, Deadline deadline) {
        return all(between(partition, from, to), deadline);
    }

    private List<Map<String, AttributeValue>> all(QueryRequest.Builder request, Deadline deadline) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        do {
            QueryRequest page = request.build();
            var response = attempt(deadline, () -> client.query(page));
            items.addAll(response.items());
            request.exclusiveStartKey(response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null);
        } while (request.build().hasExclusiveStartKey());
        return items;
    }

    /** The first, or the last, item of a range. */
    public Optional<Map<String, AttributeValue>> first(
            String partition, String from, String to, boolean ascending, Deadline deadline) {
        QueryRequest request = between(partition, from, to)
                .limit(1)
                .scanIndexForward(ascending)
                .build();
        return attempt(deadline, () -> client.query(request)).items().stream().findFirst();
    }

    /** Some attributes of all items of a partition, in order. */
    List<Map<String, AttributeValue>> query(String partition, List<String> attributes, Deadline deadline) {
        Map<String, String> names = new HashMap<>();
        attributes.forEach(attribute -> names.put("#p" + names.size(), attribute));
        return all(
                between(partition, LEAST_SORT_KEY, GREATEST_SORT_KEY)
                        .projectionExpression(String.join(",", names.keySet()))
                        .expressionAttributeNames(names),
                deadline);
    }

    /** Items of a range in either order, read as they are consumed. */
    public Stream<Map<String, AttributeValue>> walk(
            String partition, String from, String to, boolean ascending, Deadline deadline) {
        return walk(partition, from, to, ascending, WALK_PAGE, deadline);
    }

    /**
     * Likewise.
     *
     * @param page so many at once
     */
    Stream<Map<String, AttributeValue>> walk(
            String partition, String from, String to, boolean ascending, int page, Deadline deadline) {
        QueryRequest first = between(partition, from, to)
                .limit(page)
                .scanIndexForward(ascending)
                .build();
        return Stream.iterate(
                        Optional.of(attempt(deadline, () -> client.query(first))),
                        Optional::isPresent,
                        read -> read.filter(QueryResponse::hasLastEvaluatedKey)
                                .map(answer -> first.toBuilder()
                                        .exclusiveStartKey(answer.lastEvaluatedKey())
                                        .build())
                                .map(next -> attempt(deadline, () -> client.query(next))))
                .flatMap(read -> read.orElseThrow().items().stream());
    }

    /**
     * A page of the index of what is due.
     *
     * @param items their keys
     * @param next the key that the next page begins after; empty if this is the last
     */
    record DuePage(List<Map<String, AttributeValue>> items, Map<String, AttributeValue> next) {}

    /** What of a partition of the index is due until then, the longest due first. An index is not read consistently. */
    DuePage due(String shard, String until, Map<String, AttributeValue> after, int limit, Deadline deadline) {
        QueryRequest request = QueryRequest.builder()
                .tableName(name)
                .indexName(EbbTable.DUE_INDEX)
                .keyConditionExpression("#shard = :shard AND #at <= :until")
                .expressionAttributeNames(Map.of("#shard", EbbTable.DUE_SHARD, "#at", EbbTable.DUE_AT))
                .expressionAttributeValues(Map.of(":shard", Value.text(shard), ":until", Value.text(until)))
                .exclusiveStartKey(after.isEmpty() ? null : after)
                .limit(limit)
                .build();
        var response = attempt(deadline, () -> client.query(request));
        return new DuePage(response.items(), response.lastEvaluatedKey());
    }

    /** How many entries a partition of the index has, whenever they are due. */
    long count(String shard, Deadline deadline) {
        QueryRequest.Builder request = QueryRequest.builder()
                .tableName(name)
                .indexName(EbbTable.DUE_INDEX)
                .select(Select.COUNT)
                .keyConditionExpression("#shard = :shard")
                .expressionAttributeNames(Map.of("#shard", EbbTable.DUE_SHARD))
                .expressionAttributeValues(Map.of(":shard", Value.text(shard)));
        long count = 0;
        do {
            QueryRequest page = request.build();
            var response = attempt(deadline, () -> client.query(page));
            count += response.count();
            request.exclusiveStartKey(response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null);
        } while (request.build().hasExclusiveStartKey());
        return count;
    }

    private QueryRequest.Builder between(String partition, String from, String to) {
        return QueryRequest.builder()
                .tableName(name)
                .consistentRead(true)
                .keyConditionExpression("pk = :p AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(
                        Map.of(":p", Value.text(partition), ":from", Value.text(from), ":to", Value.text(to)));
    }

    /** An update outside a transaction; it must be idempotent. False if its condition does not hold. */
    public boolean update(Key key, Action.Update action, Deadline deadline) {
        Update update = action.on(name, key).update();
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(name)
                .key(update.key())
                .updateExpression(update.updateExpression())
                .conditionExpression(update.conditionExpression())
                .expressionAttributeNames(update.expressionAttributeNames())
                .expressionAttributeValues(update.expressionAttributeValues())
                .build();
        try {
            attempt(deadline, () -> client.updateItem(request));
            return true;
        } catch (ConditionalCheckFailedException conditionFailed) {
            return false;
        }
    }

    /** Puts an item unless there is one under its key. */
    public void putIfAbsent(Map<String, AttributeValue> item, Deadline deadline) {
        try {
            attempt(
                    deadline,
                    () -> client.putItem(
                            put -> put.tableName(name).item(item).conditionExpression("attribute_not_exists(pk)")));
        } catch (ConditionalCheckFailedException present) {
            // Somebody was first, which is as good.
        }
    }

    /** Writes all of it, or nothing. */
    public Written write(TransactionPlan plan, Deadline deadline) {
        List<Key> keys = List.copyOf(plan.actions().keySet());
        List<TransactWriteItem> items =
                keys.stream().map(key -> plan.actions().get(key).on(name, key)).toList();
        TransactWriteItemsRequest request = TransactWriteItemsRequest.builder()
                .transactItems(items)
                .clientRequestToken(UUID.randomUUID().toString())
                .build();
        try {
            attempt(deadline, () -> client.transactWriteItems(request));
            return new Written.Committed();
        } catch (TransactionCanceledException cancelled) {
            return written(keys, cancelled);
        } catch (DynamoDbException invalid) {
            if (isInvalid(invalid)) {
                return new Written.Impossible(invalid.awsErrorDetails().errorMessage());
            }
            throw invalid;
        }
    }

    private static Written written(List<Key> keys, TransactionCanceledException cancelled) {
        Map<Key, Map<String, AttributeValue>> refused = new HashMap<>();
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        for (int i = 0; i < reasons.size(); i++) {
            CancellationReason reason = reasons.get(i);
            switch (reason.code()) {
                case "ConditionalCheckFailed" -> refused.put(keys.get(i), reason.item());
                case "ValidationError", "ItemCollectionSizeLimitExceeded" -> {
                    return new Written.Impossible(reason.message());
                }
                default -> {}
            }
        }
        return new Written.Refused(refused);
    }

    private <T> T attempt(Deadline deadline, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            if (deadline.earlierOf(own).isTooShortFor(LEAST_TIME)) {
                throw new LedgerUnavailableException("no time left", null);
            }
            try {
                return work.get();
            } catch (SdkClientException | AwsServiceException failure) {
                if (!isPassing(failure)) {
                    throw failure;
                }
                if (attempt == ATTEMPTS) {
                    throw new LedgerUnavailableException(
                            ATTEMPTS + " attempts failed: " + failure.getMessage(), failure);
                }
                pause.after(attempt);
            }
        }
    }

    private static boolean isPassing(RuntimeException failure) {
        if (failure instanceof TransactionCanceledException cancelled) {
            return cancelled.cancellationReasons().stream()
                    .map(CancellationReason::code)
                    .allMatch(code -> switch (code) {
                        case "None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded" -> true;
                        default -> false;
                    });
        }
        if (failure instanceof ConditionalCheckFailedException) {
            return false;
        }
        if (failure instanceof AwsServiceException service) {
            return !isInvalid(service) && !isDenied(service);
        }
        return true;
    }

    /** A permission that is missing will not be there a second later; what needs it comes back on its own. */
    private static boolean isDenied(AwsServiceException failure) {
        return failure.awsErrorDetails() != null
                && DENIALS.contains(failure.awsErrorDetails().errorCode());
    }

    /** Throttling and faults may pass; a request that is wrong in itself does not. */
    private static boolean isInvalid(AwsServiceException failure) {
        return failure.awsErrorDetails() != null
                && "ValidationException".equals(failure.awsErrorDetails().errorCode());
    }
}
