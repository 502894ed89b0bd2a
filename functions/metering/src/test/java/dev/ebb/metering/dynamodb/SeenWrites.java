package dev.ebb.metering.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** A client whose writes a test sees, item by item, and may fail, before they reach the table. */
public final class SeenWrites {

    private SeenWrites() {}

    /**
     * A write of one item, or a condition on it.
     *
     * @param deletes whether the item is deleted
     */
    public record Write(String partition, String sort, boolean deletes) {

        private static Write of(Map<String, AttributeValue> item, boolean deletes) {
            return new Write(
                    item.get(EbbTable.PARTITION).s(), item.get(EbbTable.SORT).s(), deletes);
        }

        /** The kind of partition, as roles name it: {@code METER *}. */
        public String partitions() {
            return partition.split(" ", 2)[0] + " *";
        }
    }

    /** Kinds of partitions, in the words of roles. */
    public static Set<String> partitions(List<Write> writes, boolean deleted) {
        return writes.stream()
                .filter(write -> write.deletes() == deleted)
                .map(Write::partitions)
                .collect(Collectors.toSet());
    }

    /** Tells of every write that passes through to {@code client}. */
    public static DynamoDbClient of(DynamoDbClient client, Consumer<Write> seen) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    writes(method.getName(), arguments[0]).forEach(seen);
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static List<Write> writes(String operation, Object request) {
        return switch (operation) {
            case "getItem", "batchGetItem", "query" -> List.of();
            case "putItem" -> List.of(Write.of(put(request).item(), false));
            case "updateItem" -> List.of(Write.of(((UpdateItemRequest) request).key(), false));
            case "transactWriteItems" ->
                ((TransactWriteItemsRequest) request)
                        .transactItems().stream().map(SeenWrites::write).toList();
            default -> throw new UnsupportedOperationException(operation);
        };
    }

    @SuppressWarnings("unchecked")
    private static PutItemRequest put(Object request) {
        return request instanceof PutItemRequest put
                ? put
                : PutItemRequest.builder()
                        .applyMutation((Consumer<PutItemRequest.Builder>) request)
                        .build();
    }

    private static Write write(TransactWriteItem item) {
        if (item.put() != null) {
            return Write.of(item.put().item(), false);
        }
        if (item.update() != null) {
            return Write.of(item.update().key(), false);
        }
        return item.delete() != null
                ? Write.of(item.delete().key(), true)
                : Write.of(item.conditionCheck().key(), false);
    }
}
