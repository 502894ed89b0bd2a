package dev.ebb.metering.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A client of an embedded engine that does what the table can refuse one at a time, in the whole process. For DynamoDB
 * Local (2.6.1, AwsServiceExceptionConverter) puts all exceptions of a class together in one static builder: of two
 * threads that are refused at once, one is shown the items that the other met.
 */
final class SerialWrites {

    private static final Set<String> WRITES = Set.of("putItem", "updateItem", "transactWriteItems");

    private static final Object TURN = new Object();

    private SerialWrites() {}

    static DynamoDbClient of(DynamoDbClient client) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    try {
                        if (!WRITES.contains(method.getName())) {
                            return method.invoke(client, arguments);
                        }
                        synchronized (TURN) {
                            return method.invoke(client, arguments);
                        }
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
