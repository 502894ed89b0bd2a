package dev.ebb.charging.budgets;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Counts the requests that pass through. */
final class CountedClient {

    private final AtomicInteger requests = new AtomicInteger();
    private final DynamoDbClient client;

    CountedClient(DynamoDbClient counted) {
        client = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    requests.incrementAndGet();
                    try {
                        return method.invoke(counted, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    DynamoDbClient client() {
        return client;
    }

    /** Since this was called last. */
    int take() {
        return requests.getAndSet(0);
    }
}
