package dev.ebb.metering.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A handler in a JVM of its own under Lambda's runtime interface client: its JSON passes as it does on Lambda. One
 * starts at a time on a machine: each client unpacks its library to the same file in /tmp before it loads it.
 */
public final class FunctionProcess implements AutoCloseable {

    /** More than the first invocation of a cold JVM on a busy machine takes. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();
    private static final Path ON_THIS_MACHINE = Path.of(System.getProperty("java.io.tmpdir"), "ebb-function.lock");

    private final RuntimeApiServer api = new RuntimeApiServer();
    private final Path output = Files.createTempFile("function", ".log");
    private final Process process;

    /**
     * Starts it.
     *
     * @param name the function's
     * @param handler as the template names it
     * @param environment the function's variables
     */
    public FunctionProcess(String name, String handler, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                handler));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API", api.address(),
                        "AWS_LAMBDA_FUNCTION_NAME", name,
                        "AWS_LAMBDA_FUNCTION_VERSION", "1",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024",
                        "AWS_LAMBDA_LOG_GROUP_NAME", "group",
                        "AWS_LAMBDA_LOG_STREAM_NAME", "stream",
                        "AWS_REGION", "us-east-1",
                        "LAMBDA_TASK_ROOT", output.getParent().toString()));
        builder.environment().putAll(environment);
        process = started(builder);
    }

    private Process started(ProcessBuilder builder) throws IOException {
        IN_THIS_JVM.lock();
        try (FileChannel turn =
                FileChannel.open(ON_THIS_MACHINE, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            turn.lock();
            Process starting = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            api.awaitStart(starting.onExit(), LIMIT);
            return starting;
        } finally {
            IN_THIS_JVM.unlock();
        }
    }

    /** Has it handle an event. */
    public RuntimeApiServer.Answer invoke(String event) throws InterruptedException {
        return invoke(event, LIMIT);
    }

    /**
     * Has it handle an event.
     *
     * @param limit how long it is told that it may take
     */
    public RuntimeApiServer.Answer invoke(String event, Duration limit) throws InterruptedException {
        try {
            return api.invoke(event, limit);
        } catch (TimeoutException silent) {
            throw new IllegalStateException("no answer within " + limit + "; the function's log:\n" + log(), silent);
        }
    }

    /** All that it wrote so far. */
    public String log() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        api.close();
        Files.deleteIfExists(output);
    }
}
