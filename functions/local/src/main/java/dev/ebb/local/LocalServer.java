package dev.ebb.local;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import dev.ebb.metering.dynamodb.EbbTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;

/**
 * DynamoDB Local over HTTP, on one address. Its own server ({@code DynamoDBProxyServer}) listens on every address of
 * the machine and cannot be told otherwise, so its request handler is put behind a connector of ours.
 */
final class LocalServer implements AutoCloseable {

    private final Server server;
    private final ServerConnector connector;
    private final LocalDynamoDBServerHandler handler;
    private final InetAddress address;

    private LocalServer(
            Server server, ServerConnector connector, LocalDynamoDBServerHandler handler, InetAddress address) {
        this.server = server;
        this.connector = connector;
        this.handler = handler;
        this.address = address;
    }

    /**
     * Starts serving a table called {@link EmbeddedTable#NAME}.
     *
     * @param address the only one to listen on
     * @param port 0 for any that is free
     * @param data directory to keep data in; null for memory
     * @throws IOException if the port cannot be had
     */
    static LocalServer start(InetAddress address, int port, @Nullable Path data) throws IOException {
        // One database whatever region and credentials a client comes with.
        boolean shared = true;
        LocalDynamoDBServerHandler handler = new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(0, data == null, data == null ? null : data.toString(), shared, false),
                null);
        ContextHandler context = new ContextHandler();
        context.setHandler(handler);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(address.getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(context);
        LocalServer local = new LocalServer(server, connector, handler, address);
        try {
            server.start();
            local.createTable();
        } catch (IOException refused) {
            local.close();
            throw refused;
        } catch (Exception failed) {
            local.close();
            throw new IllegalStateException("DynamoDB Local does not start", failed);
        }
        return local;
    }

    private void createTable() {
        try (DynamoDbClient client = Connection.local(loopbackEndpoint())) {
            client.createTable(EbbTable.createRequest(EmbeddedTable.NAME));
        } catch (ResourceInUseException alreadyThere) {
            return;
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** How clients on this machine reach it. */
    URI loopbackEndpoint() {
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String host = reachable.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /** Waits until it is stopped. */
    void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("DynamoDB Local does not stop", failed);
        } finally {
            handler.close();
        }
    }
}
