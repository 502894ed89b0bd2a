package dev.ebb.sweeping.fleet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Passes calls on, asks what each of them takes, and adds that up. For one thread. */
final class CapacityClient {

    private static final ReturnConsumedCapacity TOTAL = ReturnConsumedCapacity.TOTAL;

    private final DynamoDbClient client;
    private long requests;
    private BigDecimal readUnits = BigDecimal.ZERO;
    private BigDecimal writeUnits = BigDecimal.ZERO;

    CapacityClient(DynamoDbClient counted) {
        client = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (arguments[0] instanceof Consumer) {
                        // Builds the request, and comes back with it.
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    try {
                        Object answer = method.invoke(counted, asking(arguments[0]));
                        requests++;
                        count(answer);
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static Object asking(Object request) {
        return switch (request) {
            case GetItemRequest get ->
                get.toBuilder().returnConsumedCapacity(TOTAL).build();
            case BatchGetItemRequest get ->
                get.toBuilder().returnConsumedCapacity(TOTAL).build();
            case QueryRequest query ->
                query.toBuilder().returnConsumedCapacity(TOTAL).build();
            case PutItemRequest put ->
                put.toBuilder().returnConsumedCapacity(TOTAL).build();
            case UpdateItemRequest update ->
                update.toBuilder().returnConsumedCapacity(TOTAL).build();
            case TransactWriteItemsRequest write ->
                write.toBuilder().returnConsumedCapacity(TOTAL).build();
            default -> throw new UnsupportedOperationException(request.toString());
        };
    }

    private void count(Object answer) {
        switch (answer) {
            case GetItemResponse get -> read(List.of(get.consumedCapacity()));
            case BatchGetItemResponse get -> read(get.consumedCapacity());
            case QueryResponse query -> read(List.of(query.consumedCapacity()));
            case PutItemResponse put -> written(List.of(put.consumedCapacity()));
            case UpdateItemResponse update -> written(List.of(update.consumedCapacity()));
            case TransactWriteItemsResponse write -> written(write.consumedCapacity());
            default -> throw new UnsupportedOperationException(answer.toString());
        }
    }

    private void read(List<ConsumedCapacity> units) {
        readUnits = readUnits.add(sum(units));
    }

    private void written(List<ConsumedCapacity> units) {
        writeUnits = writeUnits.add(sum(units));
    }

    private static BigDecimal sum(List<ConsumedCapacity> units) {
        return units.stream()
                .map(each -> BigDecimal.valueOf(each.capacityUnits()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    DynamoDbClient client() {
        return client;
    }

    long requests() {
        return requests;
    }

    BigDecimal readUnits() {
        return readUnits;
    }

    BigDecimal writeUnits() {
        return writeUnits;
    }
}
