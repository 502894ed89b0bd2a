package dev.ebb.local;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: keeps an empty table on this machine until it is interrupted. */
@Command(
        name = "serve",
        description = "Keeps a table on this machine, for `sam local`, until you press Ctrl-C.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep the data there; default: in memory")
    private @Nullable Path data;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Listen on this address; default: ${DEFAULT-VALUE}. Containers of `sam local` need more.")
    private String bind = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Connection.DEFAULT_PORT,
            description = "Default: ${DEFAULT-VALUE}; 0 for any that is free")
    private int port = Connection.DEFAULT_PORT;

    ServeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new InputException("--port: must be from 0 to 65535, is " + port);
        }
        InetAddress address = address();
        Path directory = directory();
        try (DataLock ignored = DataLock.of(directory);
                LocalServer server = LocalServer.start(address, port, directory)) {
            Thread end = new Thread(server::close, "ebb-serve-end");
            Runtime.getRuntime().addShutdownHook(end);
            say(address, server);
            server.join();
            return 0;
        } catch (IOException refused) {
            throw new InputException(
                    "--port: cannot listen on " + bind + ":" + port + ": " + deepest(refused), refused);
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw new InputException("--bind: no such address: \"" + bind + "\"", unknown);
        }
    }

    private @Nullable Path directory() {
        if (data == null) {
            return null;
        }
        try {
            return Files.createDirectories(data).toAbsolutePath();
        } catch (IOException refused) {
            throw new InputException("--data: cannot use " + data + ": " + InputFiles.why(refused), refused);
        }
    }

    private void say(InetAddress address, LocalServer server) {
        PrintStream out = surroundings.out();
        out.println("Table \"" + EmbeddedTable.NAME + "\" at " + server.loopbackEndpoint()
                + (data == null ? ", in memory" : ", kept in " + data));
        if (!address.isLoopbackAddress()) {
            surroundings
                    .err()
                    .println("Warning: " + bind + " is not a loopback address. Whoever can reach this machine on it can"
                            + " read and change the table: there is no password.");
        }
        out.println();
        String here = isDefault(server) ? "" : " --endpoint " + server.loopbackEndpoint();
        out.println("Send it events of your own:");
        out.println("  functions/local/ebb send --events mine.jsonl" + here);
        out.println("or one through the function in its container:");
        out.println("  functions/local/ebb sample replica-ready | sam local invoke MeterUsage -e -"
                + " --env-vars events/sam-env.json"
                + (address.isLoopbackAddress() || address.isAnyLocalAddress()
                        ? ""
                        : " --add-host host.docker.internal:" + address.getHostAddress()));
        if (address.isLoopbackAddress()) {
            out.println("  (on Linux containers cannot reach a loopback address: start with --bind, see README.md)");
        }
        if (server.port() != Connection.DEFAULT_PORT) {
            out.println("  (events/sam-env.json says port " + Connection.DEFAULT_PORT + ": let a copy of it say "
                    + server.port() + ")");
        }
        out.println("Read what it owes:");
        out.println("  functions/local/ebb charge --account acme --period YYYY-MM --prices events/prices.json" + here);
        out.println();
        out.println("Ctrl-C ends it.");
    }

    private static boolean isDefault(LocalServer server) {
        return server.loopbackEndpoint().equals(Connection.DEFAULT_ENDPOINT);
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
