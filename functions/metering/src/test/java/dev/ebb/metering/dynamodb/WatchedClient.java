package dev.ebb.metering.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A client whose calls a test sees, and may fail, before they reach the table and after they took effect. */
public final class WatchedClient {

    private static final Set<String> OPERATIONS =
            Set.of("getItem", "batchGetItem", "query", "putItem", "updateItem", "transactWriteItems");

    private static final String PACKAGE = WatchedClient.class.getPackageName() + ".";

    private WatchedClient() {}

    /**
     * A call.
     *
     * @param path the ledger's frames that led to it, innermost first, each as class:line
     */
    public record Call(String operation, @Nullable Object request, List<String> path) {

        /** The line that asked the table. */
        String site() {
            return path.getFirst();
        }
    }

    /** Throws what the caller is to see instead. */
    public interface Watch {
        void before(Call call);

        void after(Call call);
    }

    /** Calls to {@code client}, watched. */
    public static DynamoDbClient of(DynamoDbClient client, Watch watch) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (!OPERATIONS.contains(method.getName())) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    Call call = new Call(method.getName(), arguments[0], path());
                    watch.before(call);
                    Object answer;
                    try {
                        answer = method.invoke(client, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    watch.after(call);
                    return answer;
                });
    }

    private static List<String> path() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isLedger(frame.getClassName()))
                        .map(frame -> simple(frame.getClassName()) + ":" + frame.getLineNumber())
                        .toList());
    }

    private static String simple(String className) {
        return className.substring(PACKAGE.length());
    }

    /** Adapters of the table, but for the one class that speaks to it for all others. */
    private static boolean isLedger(String className) {
        if (!className.startsWith(PACKAGE)) {
            return false;
        }
        String outermost = simple(className).replaceFirst("\\$.*", "");
        return CallSites.ADAPTERS.contains(outermost);
    }
}
