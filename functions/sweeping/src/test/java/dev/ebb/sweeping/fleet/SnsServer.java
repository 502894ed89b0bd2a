package dev.ebb.sweeping.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/** One topic of SNS on loopback: Publish in the query protocol of 2010-03-31, form in, XML out. */
final class SnsServer implements AutoCloseable {

    static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:warnings";

    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    private final HttpServer server;
    private final SnsClient client;
    private final List<Map<String, String>> published = new ArrayList<>();
    private boolean failing;

    SnsServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException("no free port on loopback", impossible);
        }
        server.createContext("/", this::answer);
        server.start();
        client = SnsClient.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    SnsClient client() {
        return client;
    }

    /** Whether it fails from now on. */
    synchronized void failing(boolean fails) {
        failing = fails;
    }

    /** The message attributes of all that was published, in order. */
    synchronized List<Map<String, String>> published() {
        return List.copyOf(published);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] bytes;
        int status;
        synchronized (this) {
            boolean known = "Publish".equals(form.get("Action")) && TOPIC.equals(form.get("TopicArn"));
            status = failing ? 500 : known ? 200 : 400;
            bytes = body(status, form).getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String body(int status, Map<String, String> form) {
        if (status != 200) {
            return "<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>Receiver</Type><Code>InternalError</Code>"
                    + "<Message>says the test</Message></Error><RequestId>r</RequestId></ErrorResponse>";
        }
        Map<String, String> attributes = new HashMap<>();
        String prefix = "MessageAttributes.entry.";
        for (int i = 1; form.containsKey(prefix + i + ".Name"); i++) {
            attributes.put(form.get(prefix + i + ".Name"), form.get(prefix + i + ".Value.StringValue"));
        }
        attributes.put("message", form.getOrDefault("Message", ""));
        published.add(attributes);
        return "<PublishResponse xmlns=\"" + NAMESPACE + "\"><PublishResult><MessageId>s" + published.size()
                + "</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
                + "</PublishResponse>";
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            String[] part = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(part[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(part[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
