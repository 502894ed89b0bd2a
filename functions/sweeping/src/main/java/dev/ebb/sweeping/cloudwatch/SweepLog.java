package dev.ebb.sweeping.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.Safety;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a sweep's log, one JSON object a line, and in it the metrics in the embedded format: {@code Verdicts} by verdict,
 * {@code Actions} by action and outcome, and by function {@code Sweeps}, {@code SweepLag}, {@code IngestionLag}, {@code SweepErrors}, {@code
 * BreakerOpen}. Never one by deployment: each costs money every month.
 */
public final class SweepLog {

    private static final List<String> WORDS = List.of("ACTIVE", "IDLE", "UNKNOWN");

    private final PrintStream out;

    /** @param out where Lambda reads: standard output, as it is when this is made */
    public SweepLog(PrintStream out) {
        this.out = out;
    }

    /**
     * Says what an invocation found; zeros too, so that alarms can end.
     *
     * @param function the name that it is deployed under
     * @param begun whether it was the beginning of a sweep, and not one of its pages
     */
    public void swept(String function, boolean begun, List<LegResult> legs, Safety.State safety, Instant now) {
        Map<String, Long> verdicts = new TreeMap<>();
        WORDS.forEach(word -> verdicts.put(word, 0L));
        Map<String, Long> actions = new TreeMap<>();
        long lag = 0;
        long errors = 0;
        for (LegResult leg : legs) {
            leg.verdicts().forEach((word, count) -> verdicts.merge(word, count, Long::sum));
            leg.actions().forEach((action, count) -> actions.merge(action, count, Long::sum));
            lag = Math.max(lag, leg.lag().toSeconds());
            errors += leg.failures().size() + Math.abs(leg.difference());
            leg(leg);
        }
        verdicts.forEach((word, count) -> measured(Map.of("verdict", word), Map.of("Verdicts", count), "Count", now));
        actions.forEach((action, count) -> {
            int blank = action.indexOf(' ');
            measured(
                    Map.of("action", action.substring(0, blank), "outcome", action.substring(blank + 1)),
                    Map.of("Actions", count),
                    "Count",
                    now);
        });
        measured(Map.of("function", function), Map.of("SweepLag", lag), "Seconds", now);
        measured(
                Map.of("function", function),
                Map.of(
                        "Sweeps", begun ? 1L : 0L,
                        "SweepErrors", errors,
                        "BreakerOpen", safety.breaker().isPresent() ? 1L : 0L),
                "Count",
                now);
    }

    /** Says how long events have waited to be metered; 0 where they come by no queue. */
    public void ingestion(String function, Ingestion ingestion, Instant now) {
        Instant upTo = ingestion.heardUpTo(now);
        measured(
                Map.of("function", function),
                Map.of("IngestionLag", Duration.between(upTo, now).toSeconds()),
                "Seconds",
                now);
    }

    /** Says that a tick went into no queue. */
    public void notTicked(String cause) {
        out.println(line("no tick was sent").put("cause", cause));
    }

    /** Says that a page went back to the queue. */
    public void returned(String messageId, String cause) {
        out.println(line("deferred").put("messageId", messageId).put("cause", cause));
    }

    private void leg(LegResult leg) {
        ObjectNode line = line(leg.difference() == 0 ? "looked" : "looked, and it does not add up")
                .put("sweep", leg.leg().sweep().toString())
                .put("part", leg.leg().part())
                .put("found", leg.found())
                .put("judged", leg.judged())
                .put("repeated", leg.repeated())
                .put("moved", leg.moved())
                .put("overtaken", leg.overtaken())
                .put("deferred", leg.deferred());
        leg.leg().cap().ifPresent(account -> line.put("cap", account));
        out.println(line);
        leg.failures()
                .forEach((deployment, why) -> out.println(line("could not look")
                        .put("account", deployment.account())
                        .put("deployment", deployment.name())
                        .put("why", why)));
    }

    private void measured(Map<String, String> dimensions, Map<String, Long> values, String unit, Instant now) {
        ObjectNode line = line("measured");
        ObjectNode aws = line.putObject("_aws");
        aws.put("Timestamp", now.toEpochMilli());
        ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
        directive.put("Namespace", FunctionLog.NAMESPACE);
        var names = directive.putArray("Dimensions").addArray();
        new TreeMap<>(dimensions).forEach((name, value) -> {
            names.add(name);
            line.put(name, value);
        });
        new TreeMap<>(values).forEach((metric, value) -> {
            directive.withArray("/Metrics").addObject().put("Name", metric).put("Unit", unit);
            line.put(metric, value);
        });
        out.println(line);
    }

    private static ObjectNode line(String message) {
        return JsonNodeFactory.instance.objectNode().put("message", message);
    }
}
