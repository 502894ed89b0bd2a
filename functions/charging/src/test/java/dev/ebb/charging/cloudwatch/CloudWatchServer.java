package dev.ebb.charging.cloudwatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * CloudWatch's PutMetricData on loopback, by the query protocol. It takes what the real one takes: see "PutMetricData" in
 * the CloudWatch API reference for the limits.
 */
public final class CloudWatchServer implements AutoCloseable {

    /** One value that it took; {@code dimension} as name=value. */
    public record Datum(String namespace, String metric, String dimension, BigDecimal value, Instant at, String unit) {}

    private static final int MOST = 1_000;
    private static final String MEMBER = "MetricData.member.";

    static {
        // Nagle's algorithm and delayed acknowledgements would add 40 ms to each exchange.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final List<Datum> data = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean failing;

    /** Starts it. */
    public CloudWatchServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException("no free port on loopback", impossible);
        }
        server.createContext("/", this::put);
        server.start();
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What it took. */
    public List<Datum> data() {
        return List.copyOf(data);
    }

    /** How often it was asked. */
    public int requests() {
        return requests.get();
    }

    /** From now on it answers that it is out of order, or does its work again. */
    public void fail(boolean outOfOrder) {
        failing = outOfOrder;
    }

    private void put(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        Map<String, String> form = form(body(exchange));
        if (failing) {
            respond(exchange, 500, error("InternalServiceFault", "out of order, says the test"));
            return;
        }
        List<Datum> received = new ArrayList<>();
        for (int i = 1; form.containsKey(MEMBER + i + ".MetricName"); i++) {
            received.add(datum(form, MEMBER + i + "."));
        }
        String complaint = complaint(form, received);
        if (complaint != null) {
            respond(exchange, 400, error("InvalidParameterValue", complaint));
            return;
        }
        data.addAll(received);
        respond(
                exchange,
                200,
                "<PutMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">"
                        + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PutMetricDataResponse>");
    }

    /** The SDK compresses what is longer than some 10 KB. */
    private static String body(HttpExchange exchange) throws IOException {
        InputStream sent = exchange.getRequestBody();
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream plain = zipped ? new GZIPInputStream(sent) : sent) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static @Nullable String complaint(Map<String, String> form, List<Datum> received) {
        if (!"PutMetricData".equals(form.get("Action")) || !"2010-08-01".equals(form.get("Version"))) {
            return "Action and Version are not PutMetricData's: " + form.get("Action") + " " + form.get("Version");
        }
        if (received.isEmpty() || received.size() > MOST) {
            return "MetricData must have 1 to " + MOST + " members, has " + received.size();
        }
        return null;
    }

    private static Datum datum(Map<String, String> form, String prefix) {
        return new Datum(
                form.get("Namespace"),
                form.get(prefix + "MetricName"),
                form.get(prefix + "Dimensions.member.1.Name") + "=" + form.get(prefix + "Dimensions.member.1.Value"),
                new BigDecimal(form.get(prefix + "Value")),
                Instant.parse(form.get(prefix + "Timestamp")),
                form.get(prefix + "Unit"));
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : body.split("&", -1)) {
            String[] part = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(part[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(part[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static String error(String code, String message) {
        return "<ErrorResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><Error><Type>Sender</Type><Code>"
                + code + "</Code><Message>" + message + "</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
