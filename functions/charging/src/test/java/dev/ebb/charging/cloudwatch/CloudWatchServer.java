package dev.ebb.charging.cloudwatch;

import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Answer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * CloudWatch's PutMetricData on loopback, by the query protocol. It takes what the real one takes: see "PutMetricData" in
 * the CloudWatch API reference for the limits.
 */
public final class CloudWatchServer implements AutoCloseable {

    /** One value that it took; {@code dimension} as name=value. */
    public record Datum(String namespace, String metric, String dimension, BigDecimal value, Instant at, String unit) {}

    private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
    private static final int MOST = 1_000;
    private static final String MEMBER = "MetricData.member.";

    private final List<Datum> data = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final LoopbackServer server = new LoopbackServer(this::put);
    private volatile boolean failing;

    /** Its address. */
    public URI endpoint() {
        return server.endpoint();
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

    private Answer put(Request request) {
        requests.incrementAndGet();
        Map<String, String> form = request.form();
        if (failing) {
            return Answer.error(NAMESPACE, 500, "InternalServiceFault", "out of order, says the test");
        }
        List<Datum> received = new ArrayList<>();
        for (int i = 1; form.containsKey(MEMBER + i + ".MetricName"); i++) {
            received.add(datum(form, MEMBER + i + "."));
        }
        String complaint = complaint(form, received);
        if (complaint != null) {
            return Answer.error(NAMESPACE, 400, "InvalidParameterValue", complaint);
        }
        data.addAll(received);
        return Answer.xml(
                200,
                "<PutMetricDataResponse xmlns=\"" + NAMESPACE + "\">"
                        + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PutMetricDataResponse>");
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

    @Override
    public void close() {
        server.close();
    }
}
