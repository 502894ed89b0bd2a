package dev.ebb.metering.lambda;

import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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

    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final LoopbackServer server = new LoopbackServer(this::answer);

    /** What the function's environment calls AWS_LAMBDA_RUNTIME_API. */
    public String address() {
        return server.address();
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

    /** Waits until the function has asked for its first event, has said why it never will, or has gone. */
    void awaitStart(CompletableFuture<?> gone, Duration limit) {
        CompletableFuture.anyOf(started, gone)
                .completeOnTimeout("", limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private LoopbackServer.Answer answer(Request request) {
        started.complete(null);
        if (request.path().equals(INIT_ERROR)) {
            initError.complete(request.body());
            return accepted();
        }
        if (request.path().startsWith(INVOCATION)) {
            return invocation(request.path().substring(INVOCATION.length()), request.body());
        }
        return LoopbackServer.Answer.of(404, "text/plain", "no " + request.path());
    }

    private LoopbackServer.Answer invocation(String path, String body) {
        if (path.equals("next")) {
            return next();
        }
        String id = path.substring(0, path.indexOf('/'));
        answers.remove(id).complete(path.endsWith("/response") ? new Answer.Response(body) : new Answer.Fault(body));
        return accepted();
    }

    private LoopbackServer.Answer next() {
        Invocation invocation;
        try {
            invocation = waiting.take();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return LoopbackServer.Answer.LOST;
        }
        long deadline = Instant.now().plus(invocation.limit()).toEpochMilli();
        return new LoopbackServer.Answer(
                200,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        invocation.id(),
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(deadline),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:us-east-1:000000000000:function:local:live"),
                invocation.event());
    }

    private static LoopbackServer.Answer accepted() {
        return LoopbackServer.Answer.of(202, "application/json", "{\"status\":\"OK\"}");
    }

    @Override
    public void close() {
        server.close();
    }
}
