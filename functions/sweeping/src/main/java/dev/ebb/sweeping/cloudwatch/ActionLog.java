package dev.ebb.sweeping.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.cloudwatch.FunctionLog;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Executed;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Writes what became of actions, one JSON object a line; that of one that ended carries the metric {@code Actions}. */
public final class ActionLog {

    private final PrintStream out;

    /** @param out where Lambda reads: standard output, as it is when this is made */
    public ActionLog(PrintStream out) {
        this.out = out;
    }

    /** An attempt, and what came of it. */
    public void executed(Executed executed, Instant now) {
        out.println(
                switch (executed) {
                    case Executed.Over over -> over(over.intent(), now);
                    case Executed.Waiting waiting ->
                        line("waiting", waiting.id().toString())
                                .put("seconds", waiting.delay().toSeconds())
                                .put("reason", waiting.why());
                    case Executed.Refused refused ->
                        line("refused", refused.id().toString()).put("reason", refused.reason());
                });
    }

    /** A message that goes back to the queue, and why. */
    public void deferred(String messageId, String cause) {
        out.println(JsonNodeFactory.instance
                .objectNode()
                .put("message", "deferred")
                .put("messageId", messageId)
                .put("cause", cause));
    }

    /** A message that was delivered again after its action had ended is told of, but not counted again. */
    private static ObjectNode over(Intent intent, Instant now) {
        ObjectNode line = line("action " + outcome(intent), intent.id().toString())
                .put("reason", intent.reason())
                .put("outcome", intent.outcome())
                .put("dryRun", intent.dryRun());
        Instant called = intent.calledAt();
        Instant ended = intent.endedAt();
        if (called != null && ended != null) {
            line.put("tookSeconds", Duration.between(called, ended).toSeconds());
        }
        if (now.equals(ended)) {
            counted(line, intent, now);
        }
        return line;
    }

    private static void counted(ObjectNode line, Intent intent, Instant now) {
        ObjectNode aws = line.putObject("_aws").put("Timestamp", now.toEpochMilli());
        ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
        directive.put("Namespace", FunctionLog.NAMESPACE);
        directive.putArray("Dimensions").addArray().add("kind").add("end");
        directive.putArray("Metrics").addObject().put("Name", "Actions").put("Unit", "Count");
        line.put("kind", intent.id().action().name())
                .put("end", outcome(intent))
                .put("Actions", 1);
    }

    private static String outcome(Intent intent) {
        return switch (intent.state()) {
            case REQUESTED -> "requested";
            case CALLED -> "called";
            case DONE -> "done";
            case UNDONE -> "undone";
            case ABANDONED -> "abandoned";
            case FAILED -> "failed";
        };
    }

    private static ObjectNode line(String message, String action) {
        return JsonNodeFactory.instance.objectNode().put("message", message).put("action", action);
    }
}
