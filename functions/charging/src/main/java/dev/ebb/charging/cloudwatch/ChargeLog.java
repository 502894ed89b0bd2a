package dev.ebb.charging.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.budgets.BudgetWatch.Watched;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Metrics.Publication;
import dev.ebb.charging.runs.Tally;
import java.io.PrintStream;
import java.util.List;

/** Writes the function's log, one JSON object a line. */
public final class ChargeLog {

    private final PrintStream out;

    /** @param out where Lambda reads: standard output, as it is when this is made */
    public ChargeLog(PrintStream out) {
        this.out = out;
    }

    /** A line for each account and run, and for each cause of measurements that were lost. */
    public void computed(List<Handled> handled, Publication publication) {
        handled.forEach(this::line);
        for (String cause : publication.causes()) {
            out.println(message("metrics lost").put("lost", publication.lost()).put("cause", cause));
        }
    }

    /** Says that nobody is told of budgets. */
    public void alertsAreNotSent(String reason) {
        out.println(message("alerts are not sent").put("reason", reason));
    }

    private void line(Handled handled) {
        out.println(
                switch (handled) {
                    case Handled.Charged charged -> charged(charged);
                    case Handled.Repeated repeated ->
                        message("charged before")
                                .put("run", repeated.order().run().toString())
                                .put("account", repeated.order().account());
                    case Handled.Failed failed ->
                        message("failed")
                                .put("run", failed.run())
                                .put("subject", failed.subject())
                                .put("reason", failed.reason());
                    case Handled.Deferred deferred ->
                        message("deferred")
                                .put("messageId", deferred.messageId())
                                .put("cause", deferred.cause());
                    case Handled.Planned planned ->
                        message(planned.finished() ? "run planned" : "run to be planned on")
                                .put("run", planned.run().toString())
                                .put("sent", planned.sent());
                    case Handled.Closed closed -> closed(closed);
                });
    }

    private static ObjectNode charged(Handled.Charged handled) {
        ObjectNode line = message(handled.charged().differing() ? "statement differs" : "charged")
                .put("run", handled.order().run().toString())
                .put("account", handled.order().account())
                .put("total", handled.charged().draft().total().toPlainString())
                .put("currency", handled.charged().draft().currency().getCurrencyCode())
                .put("complete", handled.charged().draft().complete());
        handled.charged().finalised().forEach(line.putArray("invoices")::add);
        handled.charged().held().forEach(line.putArray("held")::add);
        Watched alerts = handled.seen().alerts();
        alerts.sent().forEach(key -> line.withArray("/alerts").add(key));
        alerts.failed().forEach((key, why) -> line.withObject("/alertsToSend").put(key, why));
        handled.seen()
                .outlook()
                .filter(outlook -> outlook.ahead().actsNow())
                .ifPresent(outlook -> line.put("capReached", outlook.cap().toPlainString()));
        handled.seen().failure().ifPresent(reason -> line.put("notWatched", reason));
        handled.charged()
                .warnings()
                .forEach(warning -> line.withArray("/warnings").add(warning.reason()));
        return line;
    }

    private static ObjectNode closed(Handled.Closed handled) {
        Tally tally = handled.tally();
        return message(tally.difference() == 0 ? "run added up" : "run does not add up")
                .put("run", handled.run().toString())
                .put("planned", tally.planned())
                .put("done", tally.done())
                .put("failed", tally.failed())
                .put("deferred", tally.deferred())
                .put("missing", tally.missing());
    }

    private static ObjectNode message(String message) {
        return JsonNodeFactory.instance.objectNode().put("message", message);
    }
}
