package dev.ebb.sweeping.fleet;

import com.amazonaws.services.lambda.runtime.Context;
import dev.ebb.metering.dynamodb.WatchedClient;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** An invocation whose time runs out, by so much with each call on the table. */
final class RunningOut {

    private final AtomicLong calls = new AtomicLong();
    private final DynamoDbClient client;
    private final Context context;

    RunningOut(DynamoDbClient table, Duration limit, Duration call) {
        client = WatchedClient.of(table, new WatchedClient.Watch() {
            @Override
            public void before(WatchedClient.Call made) {
                calls.incrementAndGet();
            }

            @Override
            public void after(WatchedClient.Call made) {}
        });
        context = (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemainingTimeInMillis" ->
                        Math.toIntExact(Math.max(
                                0, limit.minus(call.multipliedBy(calls.get())).toMillis()));
                    case "getFunctionName" -> "function";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    DynamoDbClient client() {
        return client;
    }

    Context context() {
        return context;
    }

    /** How often the table was called. */
    long calls() {
        return calls.get();
    }
}
