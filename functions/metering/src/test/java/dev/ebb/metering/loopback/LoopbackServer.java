package dev.ebb.metering.loopback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** HTTP on a free port of loopback, from its construction on. Requests that come at once are answered at once. */
public final class LoopbackServer implements AutoCloseable {

    /** What answers. */
    public interface Service {

        /** Makes an answer; if it throws, there is none. */
        Answer answer(Request request) throws IOException;
    }

    /**
     * What is asked.
     *
     * @param operation what the AWS JSON protocols call X-Amz-Target; empty where there is none
     * @param body unzipped
     */
    public record Request(String path, String operation, String body) {

        /** The body as fields of a form, as the AWS query protocol has them. */
        public Map<String, String> form() {
            Map<String, String> form = new TreeMap<>();
            for (String pair : body.split("&", -1)) {
                String[] part = pair.split("=", 2);
                form.put(
                        URLDecoder.decode(part[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(part[1], StandardCharsets.UTF_8));
            }
            return form;
        }
    }

    /** What is answered. */
    public record Answer(int status, Map<String, String> headers, String body) {

        /** None: the connection is closed. */
        public static final Answer LOST = new Answer(0, Map.of(), "");

        /** One of that media type. */
        public static Answer of(int status, String contentType, String body) {
            return new Answer(status, Map.of("Content-Type", contentType), body);
        }

        /** One of the AWS query protocol. */
        public static Answer xml(int status, String body) {
            return of(status, "text/xml", body);
        }

        /** A failure, as the AWS query protocol tells it. */
        public static Answer error(String namespace, int status, String code, String message) {
            return xml(
                    status,
                    "<ErrorResponse xmlns=\"" + namespace + "\"><Error><Type>" + (status < 500 ? "Sender" : "Receiver")
                            + "</Type><Code>" + code + "</Code><Message>" + message
                            + "</Message></Error><RequestId>r</RequestId></ErrorResponse>");
        }
    }

    static {
        // Nagle's algorithm and delayed acknowledgements would add 40 ms to each exchange.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Service service;

    /** Starts it. */
    public LoopbackServer(Service service) {
        this.service = service;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException("no free port on loopback", impossible);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Where it is. */
    public URI endpoint() {
        return URI.create("http://" + address());
    }

    /** Has a client of the AWS SDK reach it. */
    public <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B reachedBy(B client) {
        return client.endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "secret")))
                .httpClient(UrlConnectionHttpClient.create());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            Answer answer = service.answer(new Request(
                    exchange.getRequestURI().getPath(), operation == null ? "" : operation, body(exchange)));
            if (answer.equals(Answer.LOST)) {
                return;
            }
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The SDK compresses what is longer than some 10 KB. */
    private static String body(HttpExchange exchange) throws IOException {
        InputStream sent = exchange.getRequestBody();
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream plain = zipped ? new GZIPInputStream(sent) : sent) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Interrupts whatever is being answered, and waits for its end. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
