package dev.ebb.local;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.sweeping.simulation.Course;
import dev.ebb.sweeping.simulation.Simulation.OfDeployment;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.LongPredicate;

/**
 * What a deployment did, and would have done, for the page's script. Times are relative to the history's beginning:
 * sessions are {@code from, to, milliGpus, …} in milliseconds; what runs is {@code from, to, …} in minutes; minutes are
 * {@code from, length, …}; moments are {@code kind, minute, doublings, …}, where a kind is its place in the script's list.
 */
final class TimelineJson {

    private static final long MINUTE = 60_000;

    private final SimulationReport report;
    private final long start;
    private final long length;

    TimelineJson(SimulationReport report) {
        this.report = report;
        start = report.from().toEpochMilli();
        length = report.heard().asOf().toEpochMilli() - start;
    }

    /** @param index of the deployment in the report */
    byte[] bytes(int index, RecordedDeployment recorded) {
        return ScriptJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", recorded.id().toString());
            out.writeArrayFieldStart("sessions");
            for (ReplicaSession each : recorded.usage().sessions()) {
                out.writeNumber(each.session().start().toEpochMilli() - start);
                out.writeNumber(each.session().end().toEpochMilli() - start);
                out.writeNumber(each.session().shape().count().milliGpus());
            }
            out.writeEndArray();
            ActivityMinutes minutes = recorded.minutes();
            runs(out, "active", minutes, minutes::isActive);
            runs(out, "wanted", minutes, minutes::isWanted);
            runs(out, "unknown", minutes, minute -> !minutes.isReported(minute));
            out.writeArrayFieldStart("courses");
            for (Named policy : report.policies()) {
                course(out, policy.result().deployments().get(index));
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private void course(JsonGenerator out, OfDeployment deployment) throws IOException {
        out.writeStartObject();
        SimulationPageJson.outcome(out, deployment.outcome(), report.currency());
        if (deployment.held().isPresent()) {
            out.writeStringField("held", deployment.held().get());
        }
        out.writeArrayFieldStart("running");
        for (Course.Interval each : deployment.course().running()) {
            out.writeNumber(minutes(Math.max(each.from(), start) - start));
            out.writeNumber(minutes(Math.min(each.to(), start + length) - start));
        }
        out.writeEndArray();
        out.writeArrayFieldStart("moments");
        for (Course.Moment each : deployment.course().moments()) {
            out.writeNumber(code(each.kind()));
            out.writeNumber((each.at().toEpochMilli() - start) / MINUTE);
            out.writeNumber(each.doublings());
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Shorter than milliseconds, as most are whole; a millisecond can be told from the next. */
    private static String minutes(long millis) {
        return BigDecimal.valueOf(millis)
                .divide(BigDecimal.valueOf(MINUTE), 6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static int code(Course.Kind kind) {
        return switch (kind) {
            case SCALE_DOWN -> 0;
            case WAKE -> 1;
            case REGRET -> 2;
            case DELETION -> 3;
        };
    }

    private void runs(JsonGenerator out, String name, ActivityMinutes minutes, LongPredicate in) throws IOException {
        out.writeArrayFieldStart(name);
        long from = minutes.first();
        while (from < minutes.end()) {
            long to = from;
            while (to < minutes.end() && in.test(to)) {
                to++;
            }
            if (to > from) {
                out.writeNumber(from - start / MINUTE);
                out.writeNumber(to - from);
            }
            from = to + 1;
        }
        out.writeEndArray();
    }
}
