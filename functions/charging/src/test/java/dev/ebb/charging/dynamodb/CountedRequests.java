package dev.ebb.charging.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Passes calls on, and counts them, what they read and what they write. For one thread. */
final class CountedRequests {

    private static final String QUERIES = "queries";
    private static final String SINGLE = "single reads";
    private static final String BATCHED = "batched reads";
    private static final String READ = "items read";
    private static final String WRITES = "writes";
    private static final String WRITTEN = "items written";

    /** What is counted. */
    static final List<String> NAMES = List.of(QUERIES, SINGLE, BATCHED, READ, WRITES, WRITTEN);

    private final DynamoDbClient client;
    private Map<String, Long> counts = new HashMap<>();

    CountedRequests(DynamoDbClient counted) {
        client = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(counted, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    count(arguments[0], answer);
                    return answer;
                });
    }

    DynamoDbClient client() {
        return client;
    }

    /** What was counted since this was called last. */
    Map<String, Long> take() {
        Map<String, Long> taken = counts;
        counts = new HashMap<>();
        return taken;
    }

    private void count(Object request, Object answer) {
        switch (answer) {
            case QueryResponse query -> read(QUERIES, query.count());
            case GetItemResponse get -> read(SINGLE, get.hasItem() ? 1 : 0);
            case BatchGetItemResponse batch ->
                read(
                        BATCHED,
                        batch.responses().values().stream()
                                .mapToLong(List::size)
                                .sum());
            default -> {
                add(WRITES, 1);
                add(
                        WRITTEN,
                        request instanceof TransactWriteItemsRequest write
                                ? write.transactItems().size()
                                : 1);
            }
        }
    }

    private void read(String kind, long items) {
        add(kind, 1);
        add(READ, items);
    }

    private void add(String name, long count) {
        counts.merge(name, count, Long::sum);
    }
}
