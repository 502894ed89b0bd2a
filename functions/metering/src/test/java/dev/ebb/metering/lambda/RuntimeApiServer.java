package dev.ebb.metering.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lambda's Runtime API on loopback, as far as one function's instance needs it: hands out invocations one at a time and
 * takes their answers. See "Using the Lambda runtime API for custom runtimes" in the Lambda developer guide.
 */
public final class RuntimeApiServer implements AutoCloseable {

    private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
    private static final String INIT_ERROR = "/2018-06-01/runtime/init/error";

    /** What a function made of an event. */
    public sealed interface Answer {
        /** It returned this JSON. */
        record Response(String json) implements Answer {}

        /** It threw; the runtime's JSON about that. */
        record Fault(String json) implements Answer {}
    }

    private record Invocation(String id, String event, Duration limit) {}

    static {
        // Nagle's algorithm and delayed acknowledgements would add 40 ms to each exchange.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();

    /** Starts it. */
    public RuntimeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(INVOCATION, this::invocation);
        server.createContext(INIT_ERROR, this::initError);
        server.start();
    }

    /** What the function's environment calls AWS_LAMBDA_RUNTIME_API. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Has the function handle an event, and waits for its answer.
     *
     * @param limit what the function is told it may take, and how long this waits
     */
    public Answer invoke(String event, Duration limit) throws InterruptedException, TimeoutException {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, limit);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        answers.put(invocation.id(), answer);
        waiting.add(invocation);
        try {
            return (Answer) CompletableFuture.anyOf(answer, initError.thenApply(Answer.Fault::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("an answer cannot fail", impossible);
        }
    }

    private void invocation(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(INVOCATION.length());
        if (path.equals("next")) {
            next(exchange);
            return;
        }
        String id = path.substring(0, path.indexOf('/'));
        String body = text(exchange);
        answers.remove(id).complete(path.endsWith("/response") ? new Answer.Response(body) : new Answer.Fault(body));
        accept(exchange);
    }

    private void next(HttpExchange exchange) throws IOException {
        Invocation invocation;
        try {
            invocation = waiting.take();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            exchange.close();
            return;
        }
        long deadline = Instant.now().plus(invocation.limit()).toEpochMilli();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id());
        exchange.getResponseHeaders().set("Lambda-Runtime-Deadline-Ms", Long.toString(deadline));
        exchange.getResponseHeaders()
                .set(
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:us-east-1:000000000000:function:local:live");
        respond(exchange, 200, invocation.event());
    }

    private void initError(HttpExchange exchange) throws IOException {
        initError.complete(text(exchange));
        accept(exchange);
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void accept(HttpExchange exchange) throws IOException {
        respond(exchange, 202, "{\"status\":\"OK\"}");
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
