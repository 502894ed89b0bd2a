package dev.ebb.metering.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * DynamoDB in memory: the operations, conditions and limits that Ebb's adapters meet. Safe for several threads; what they
 * ask of one table happens one after the other.
 */
public final class MemoryDynamoDb implements DynamoDbClient {

    private static final long MAX_BATCH_BYTES = 16 * 1024 * 1024L;
    private static final int MAX_BATCH_GETS = 100;
    private static final int MAX_BATCH_WRITES = 25;

    private final Map<String, Store> tables = new ConcurrentHashMap<>();
    private final Map<String, TransactWriteItemsRequest> tokens = new ConcurrentHashMap<>();

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        tables.put(request.tableName(), new Store(request));
        return CreateTableResponse.builder().build();
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        tables.remove(request.tableName());
        return DeleteTableResponse.builder().build();
    }

    private Store table(String name) {
        Store store = tables.get(name);
        if (store == null) {
            throw Refusal.noTable(name);
        }
        return store;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        refuseOthers(request.projectionExpression() != null || request.hasAttributesToGet(), request);
        Store store = table(request.tableName());
        synchronized (store) {
            Map<String, AttributeValue> item = store.get(store.exactly(request.key()));
            GetItemResponse.Builder answer = GetItemResponse.builder();
            return (item.isEmpty() ? answer : answer.item(item)).build();
        }
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
        Map<String, KeysAndAttributes> rest = new HashMap<>();
        int keys = request.requestItems().values().stream()
                .mapToInt(each -> each.keys().size())
                .sum();
        if (keys == 0 || keys > MAX_BATCH_GETS) {
            throw Refusal.invalid("a batch must have from 1 to 100 keys, has " + keys);
        }
        request.requestItems().forEach((table, wanted) -> {
            List<Map<String, AttributeValue>> unread = batchGet(table(table), wanted, table, found);
            if (!unread.isEmpty()) {
                rest.put(table, wanted.toBuilder().keys(unread).build());
            }
        });
        return BatchGetItemResponse.builder()
                .responses(found)
                .unprocessedKeys(rest)
                .build();
    }

    private static List<Map<String, AttributeValue>> batchGet(
            Store store, KeysAndAttributes wanted, String table, Map<String, List<Map<String, AttributeValue>>> found) {
        refuseOthers(wanted.projectionExpression() != null || wanted.hasAttributesToGet(), wanted);
        Set<Store.Place> places = new HashSet<>();
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        List<Map<String, AttributeValue>> unread = new ArrayList<>();
        long bytes = 0;
        synchronized (store) {
            for (Map<String, AttributeValue> key : wanted.keys()) {
                if (!places.add(store.exactly(key))) {
                    throw Refusal.invalid("Provided list of item keys contains duplicates");
                }
                Map<String, AttributeValue> item = store.get(store.exactly(key));
                bytes += ItemBytes.of(item);
                if (bytes > MAX_BATCH_BYTES) {
                    unread.add(key);
                } else if (!item.isEmpty()) {
                    items.add(item);
                }
            }
        }
        found.put(table, items);
        return unread;
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        Store store = table(request.tableName());
        synchronized (store) {
            return new Page(store, request).read();
        }
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        refuseOthers(
                request.filterExpression() != null
                        || request.projectionExpression() != null
                        || request.limit() != null
                        || request.indexName() != null,
                request);
        Store store = table(request.tableName());
        synchronized (store) {
            List<Map<String, AttributeValue>> items = store.all().toList();
            return ScanResponse.builder().items(items).count(items.size()).build();
        }
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        write(
                request.tableName(),
                Change.put(
                        request.item(),
                        request.conditionExpression(),
                        request.expressionAttributeNames(),
                        request.expressionAttributeValues(),
                        request.returnValuesOnConditionCheckFailure()));
        return PutItemResponse.builder().build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        Map<String, AttributeValue> after = write(
                request.tableName(),
                Change.update(
                        request.key(),
                        request.updateExpression(),
                        request.conditionExpression(),
                        request.expressionAttributeNames(),
                        request.expressionAttributeValues(),
                        request.returnValuesOnConditionCheckFailure()));
        UpdateItemResponse.Builder answer = UpdateItemResponse.builder();
        return switch (request.returnValuesAsString()) {
            case null -> answer.build();
            case "NONE" -> answer.build();
            case "ALL_NEW" -> answer.attributes(after).build();
            default -> throw new UnsupportedOperationException(request.returnValuesAsString());
        };
    }

    private Map<String, AttributeValue> write(String table, Change.Request wanted) {
        Store store = table(table);
        synchronized (store) {
            Change change = wanted.on(store);
            if (!change.holds(store)) {
                throw Refusal.condition(change.toReturn(store));
            }
            Map<String, AttributeValue> after = change.after(store);
            store.requireFit(after);
            store.put(change.place(), after);
            return after;
        }
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        request.requestItems().forEach((table, writes) -> {
            if (writes.size() > MAX_BATCH_WRITES) {
                throw Refusal.invalid("a batch must have at most 25 writes, has " + writes.size());
            }
            for (WriteRequest each : writes) {
                refuseOthers(each.putRequest() == null, request);
                write(table, Change.put(each.putRequest().item(), null, Map.of(), Map.of(), null));
            }
        });
        return BatchWriteItemResponse.builder().build();
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        Transaction transaction = Transaction.of(request);
        Store store = table(transaction.table());
        synchronized (store) {
            String token = request.clientRequestToken();
            TransactWriteItemsRequest before = token == null ? null : tokens.get(token);
            if (before != null && !before.equals(request)) {
                throw Refusal.tokenReused();
            }
            if (before == null) {
                transaction.commit(store);
                if (token != null) {
                    tokens.put(token, request);
                }
            }
        }
        return TransactWriteItemsResponse.builder().build();
    }

    static void refuseOthers(boolean unknown, Object request) {
        if (unknown) {
            throw new UnsupportedOperationException("the table in memory does not know: " + request);
        }
    }
}
