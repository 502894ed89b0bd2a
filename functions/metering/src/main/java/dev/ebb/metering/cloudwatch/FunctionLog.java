package dev.ebb.metering.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Rejection;
import java.io.PrintStream;
import java.time.Instant;

/**
 * Writes a function's log, one JSON object a line.
 *
 * <p>It writes to a stream and not to Lambda's own logger, which wraps what it is given when the log format is JSON;
 * CloudWatch finds metrics only in lines that are the object itself. See "Embedded metric format specification" in the
 * CloudWatch user guide.
 */
public final class FunctionLog {

    /** All of Ebb's metrics are here. */
    public static final String NAMESPACE = "Ebb";

    private static final String DIMENSION = "function";

    private final PrintStream out;

    /** @param out where Lambda reads: standard output, as it is when this is made */
    public FunctionLog(PrintStream out) {
        this.out = out;
    }

    /**
     * Says what came of a batch: a line for each event that went to quarantine and for each cause of
     * a message's return to the queue, then one that carries
     * {@code EventsAccepted} and {@code EventsQuarantined}, zeros too, so that an alarm can end.
     *
     * @param function the name it is deployed under, by which alarms know it
     */
    public void metered(String function, MeterUsage.Result result, Instant now) {
        for (MeterUsage.Rejected rejected : result.rejections()) {
            quarantined(rejected.rejection());
        }
        result.deferred().values().stream()
                .distinct()
                .forEach(cause -> out.println(line("deferred").put("cause", cause)));
        ObjectNode line = line("metered");
        ObjectNode aws = line.putObject("_aws");
        aws.put("Timestamp", now.toEpochMilli());
        ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
        directive.put("Namespace", NAMESPACE);
        directive.putArray("Dimensions").addArray().add(DIMENSION);
        line.put(DIMENSION, function);
        count(line, directive, "EventsAccepted", result.accepted());
        count(line, directive, "EventsQuarantined", result.rejections().size());
        line.put("duplicates", result.duplicates());
        line.put("deferredMessages", result.deferred().size());
        out.println(line);
    }

    private void quarantined(Rejection rejection) {
        ObjectNode line = line("quarantined");
        line.put("source", rejection.source());
        line.put("id", rejection.id());
        line.put("reason", rejection.reason());
        out.println(line);
    }

    private static void count(ObjectNode line, ObjectNode directive, String metric, int value) {
        directive.withArray("/Metrics").addObject().put("Name", metric).put("Unit", "Count");
        line.put(metric, value);
    }

    private static ObjectNode line(String message) {
        return JsonNodeFactory.instance.objectNode().put("message", message);
    }
}
