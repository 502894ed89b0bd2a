package dev.ebb.metering.dynamodb;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** A DynamoDB over HTTP on a free port of loopback, in memory: what other processes and real SDK clients speak to. */
public final class LocalServer implements AutoCloseable {

    /** What it takes for credentials: anything alphanumeric; data are kept apart by access key. */
    public static final String ACCESS_KEY = "local";

    private final int port;
    private final DynamoDBProxyServer server;

    /** Starts it. */
    public LocalServer() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException impossible) {
            throw new IllegalStateException("no free port on loopback", impossible);
        }
        try {
            server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
            server.start();
        } catch (Exception refused) {
            throw new IllegalStateException("DynamoDB Local does not start on port " + port, refused);
        }
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /**
     * A new client.
     *
     * @param interceptors see every request and response, and may fail them
     */
    public DynamoDbClient client(ExecutionInterceptor... interceptors) {
        return LocalServer.client(endpoint(), ACCESS_KEY, interceptors);
    }

    /** A client like a function's, but for where it goes and as whom. */
    static DynamoDbClient client(URI endpoint, String accessKey, ExecutionInterceptor... interceptors) {
        DynamoDbClientBuilder builder = TableAccess.builder();
        ClientOverrideConfiguration asInFunctions = builder.overrideConfiguration();
        return builder.overrideConfiguration(
                        asInFunctions.copy(override -> override.executionInterceptors(List.of(interceptors))))
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")))
                .build();
    }

    /** Creates an empty table and returns its name. */
    public String freshTable() {
        String name = "ebb-" + UUID.randomUUID();
        try (DynamoDbClient client = client()) {
            client.createTable(EbbTable.createRequest(name));
        }
        return name;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception stuck) {
            throw new IllegalStateException("DynamoDB Local does not stop", stuck);
        }
    }
}
