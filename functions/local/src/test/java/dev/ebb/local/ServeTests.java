package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ServeTests {

    private static final Map<String, AttributeValue> KEY =
            Map.of("pk", AttributeValue.fromS("P"), "sk", AttributeValue.fromS("S"));

    @Test
    void theTableIsThereAndCanBeWritten() throws IOException {
        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null);
                DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            client.putItem(r -> r.tableName("ebb").item(KEY));

            assertThat(client.getItem(r -> r.tableName("ebb").key(KEY)).item()).isEqualTo(KEY);
        }
    }

    @Test
    void dataInADirectoryOutlivesTheServer(@TempDir Path data) throws IOException {
        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, data);
                DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            client.putItem(r -> r.tableName("ebb").item(KEY));
        }

        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, data);
                DynamoDbClient client = Connection.local(server.loopbackEndpoint())) {
            assertThat(client.getItem(r -> r.tableName("ebb").key(KEY)).item()).isEqualTo(KEY);
        }
    }

    @Test
    void aDirectoryThatAnotherServeUsesIsRefused(@TempDir Path data) throws Exception {
        // Only another process can hold the lock against this one.
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('L');

            Invocation invocation = Invocation.of("serve", "--port", "0", "--data", data.toString());

            assertThat(invocation.status()).isEqualTo(1);
            assertThat(invocation.err()).contains("--data: another `ebb serve` uses " + data);
        } finally {
            other.destroyForcibly();
        }
    }

    /** Holds a directory until it is killed. */
    static final class LockHolder {
        private LockHolder() {}

        /** Takes the directory that the first argument names. */
        public static void main(String[] arguments) throws Exception {
            DataLock.of(Path.of(arguments[0]));
            System.out.print('L');
            System.out.flush();
            Thread.sleep(60_000);
        }
    }

    @Test
    void onLoopbackNoOtherAddressOfTheMachineAnswers() throws IOException {
        Optional<InetAddress> other = addressForOthers();
        assumeThat(other).as("an address that is not loopback").isPresent();

        try (LocalServer server = LocalServer.start(InetAddress.getLoopbackAddress(), 0, null)) {
            assertThat(answers(InetAddress.getLoopbackAddress(), server.port())).isTrue();
            assertThatThrownBy(() -> answers(other.get(), server.port())).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void boundToEverythingEveryAddressAnswers() throws IOException {
        Optional<InetAddress> other = addressForOthers();
        assumeThat(other).as("an address that is not loopback").isPresent();

        try (LocalServer server = LocalServer.start(InetAddress.getByName("0.0.0.0"), 0, null)) {
            assertThat(answers(other.get(), server.port())).isTrue();
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndIsStatusOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Invocation invocation = Invocation.of("serve", "--port", String.valueOf(taken.getLocalPort()));

            assertThat(invocation.status()).isEqualTo(1);
            assertThat(invocation.err()).contains("--port", String.valueOf(taken.getLocalPort()));
            assertThat(invocation.err()).doesNotContain("Exception");
        }
    }

    @Test
    void anAddressThatDoesNotExistIsSaidAndIsStatusOne() {
        Invocation invocation = Invocation.of("serve", "--bind", "no.such.host.invalid");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("--bind", "no.such.host.invalid");
    }

    private static boolean answers(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            return socket.isConnected();
        }
    }

    private static Optional<InetAddress> addressForOthers() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
    }
}
