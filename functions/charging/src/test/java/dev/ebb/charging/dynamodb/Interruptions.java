package dev.ebb.charging.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A client in whose calls something else happens, before or after one of them. */
final class Interruptions {

    private final DynamoDbClient plain;
    private final int at;
    private final boolean before;
    private final Runnable interruption;
    private final List<String> calls = new ArrayList<>();

    /**
     * What happens, and when.
     *
     * @param at the number of the call, from 1; 0 for never
     * @param before whether it comes before the call reaches the table, or after it took effect
     */
    Interruptions(DynamoDbClient plain, int at, boolean before, Runnable interruption) {
        this.plain = plain;
        this.at = at;
        this.before = before;
        this.interruption = interruption;
    }

    /** The calls that were made, by their names. */
    List<String> calls() {
        return calls;
    }

    DynamoDbClient client() {
        return (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    int number = calls.size();
                    if (number == at && before) {
                        interruption.run();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(plain, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    if (number == at && !before) {
                        interruption.run();
                    }
                    return answer;
                });
    }
}
