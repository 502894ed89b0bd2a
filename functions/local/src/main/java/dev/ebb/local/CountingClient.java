package dev.ebb.local;

import dev.ebb.metering.dynamodb.EbbTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Passes requests on, and counts the write units that DynamoDB charges for them: the larger of the item before and after,
 * in whole KB, once; twice in a transaction, where an item that is only checked counts too. What is refused costs as much.
 * An entry that enters or leaves the {@code due} index costs 1 more, one that moves in it 2.
 *
 * <p>What it does not pass on throws: no write goes uncounted.
 */
final class CountingClient implements DynamoDbClient {

    private static final long KB = 1_024;
    private static final long ALONE = 1;
    private static final long IN_TRANSACTION = 2;

    private final DynamoDbClient client;
    private WriteUnits units = WriteUnits.NONE;

    CountingClient(DynamoDbClient client) {
        this.client = client;
    }

    /** What has been counted since this was called last. */
    WriteUnits take() {
        WriteUnits taken = units;
        units = WriteUnits.NONE;
        return taken;
    }

    /** An item that a request names, and what it puts there; empty unless it is a put. */
    private record Named(String table, Map<String, AttributeValue> key, Map<String, AttributeValue> put) {

        static Named put(String table, Map<String, AttributeValue> item) {
            return new Named(
                    table,
                    Map.of(
                            EbbTable.PARTITION, Objects.requireNonNull(item.get(EbbTable.PARTITION)),
                            EbbTable.SORT, Objects.requireNonNull(item.get(EbbTable.SORT))),
                    item);
        }

        static Named of(TransactWriteItem item) {
            if (item.put() != null) {
                return put(item.put().tableName(), item.put().item());
            }
            if (item.update() != null) {
                return new Named(item.update().tableName(), item.update().key(), Map.of());
            }
            if (item.delete() != null) {
                return new Named(item.delete().tableName(), item.delete().key(), Map.of());
            }
            return new Named(
                    item.conditionCheck().tableName(), item.conditionCheck().key(), Map.of());
        }

        /** The first word of its key that tells what it is. */
        String kind() {
            String partition = firstWord(key.get(EbbTable.PARTITION));
            return switch (partition) {
                case "DEPLOYMENT", "METER", "ACCOUNT" -> firstWord(key.get(EbbTable.SORT));
                default -> partition;
            };
        }

        private static String firstWord(AttributeValue value) {
            return value.s().split(" ", 2)[0];
        }
    }

    private <T> T counted(List<Named> named, long factor, Supplier<T> request) {
        List<Map<String, AttributeValue>> before = read(named);
        try {
            T response = request.get();
            List<Map<String, AttributeValue>> after = read(named);
            for (int i = 0; i < named.size(); i++) {
                count(named.get(i), factor, before.get(i), after.get(i));
                long moved = indexWrites(before.get(i), after.get(i));
                if (moved > 0) {
                    units = units.plus("index", moved);
                }
            }
            return response;
        } catch (ConditionalCheckFailedException | TransactionCanceledException refused) {
            for (int i = 0; i < named.size(); i++) {
                count(named.get(i), factor, before.get(i), named.get(i).put());
            }
            throw refused;
        }
    }

    private void count(
            Named named, long factor, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        long bytes = Math.max(ItemSize.bytes(before), ItemSize.bytes(after));
        units = units.plus(named.kind(), factor * Math.max(1, Math.ceilDiv(bytes, KB)));
    }

    private static long indexWrites(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        List<AttributeValue> left = indexKey(before);
        List<AttributeValue> entered = indexKey(after);
        if (left.equals(entered)) {
            return 0;
        }
        return left.isEmpty() || entered.isEmpty() ? 1 : 2;
    }

    /** Empty if the item is not in the index. */
    private static List<AttributeValue> indexKey(Map<String, AttributeValue> item) {
        AttributeValue shard = item.get(EbbTable.DUE_SHARD);
        AttributeValue at = item.get(EbbTable.DUE_AT);
        return shard == null || at == null ? List.of() : List.of(shard, at);
    }

    private List<Map<String, AttributeValue>> read(List<Named> named) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (Named each : named) {
            items.add(client.getItem(
                            get -> get.tableName(each.table()).key(each.key()).consistentRead(true))
                    .item());
        }
        return items;
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        List<Named> named = request.transactItems().stream().map(Named::of).toList();
        return counted(named, IN_TRANSACTION, () -> client.transactWriteItems(request));
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        List<Named> named = List.of(new Named(request.tableName(), request.key(), Map.of()));
        return counted(named, ALONE, () -> client.updateItem(request));
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return counted(List.of(Named.put(request.tableName(), request.item())), ALONE, () -> client.putItem(request));
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return client.getItem(request);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return client.batchGetItem(request);
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return client.query(request);
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** Leaves the other client open: it belongs to whoever made it. */
    @Override
    public void close() {}
}
