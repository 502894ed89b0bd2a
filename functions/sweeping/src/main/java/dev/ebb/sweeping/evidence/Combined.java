package dev.ebb.sweeping.evidence;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * What a deployment's events and its metrics service know together.
 *
 * <p>The rule: a minute is active, or wanted, if either says so. A minute without demand is reported only if the named
 * source reports it: the metrics service if the target names one, else the events. Events that say "reported, quiet" do not
 * stand in for a metrics service that can't see; and with a failure the service sees nothing.
 *
 * @param source that decides what is reported
 * @param minutes from the earlier beginning to the later end of what the two know
 * @param lag of the source
 * @param failures any makes the deployment UNKNOWN
 * @param vetoes any makes it ACTIVE
 * @param data for the evidence, one sentence each
 */
public record Combined(
        String source,
        ActivityMinutes minutes,
        Duration lag,
        List<String> failures,
        List<String> vetoes,
        List<String> data) {

    /** The source of a deployment whose target names no metrics. */
    public static final String EVENTS = "events";

    /** Copies the lists. */
    public Combined {
        failures = List.copyOf(failures);
        vetoes = List.copyOf(vetoes);
        data = List.copyOf(data);
    }

    /** Of a deployment whose target names no metrics. */
    public static Combined ofEvents(ActivityMinutes events, Duration lag) {
        return new Combined(EVENTS, events, lag, List.of(), List.of(), List.of());
    }

    /** Of a deployment whose target names metrics. */
    public static Combined of(ActivityMinutes events, Metrics metrics, Answer answer) {
        ActivityMinutes seen = answer.minutes();
        boolean sees = answer.failures().isEmpty();
        long first = Math.min(events.first(), seen.first());
        long end = Math.max(events.end(), seen.end());
        int length = Math.toIntExact(end - first);
        BitSet reported = new BitSet(length);
        BitSet active = new BitSet(length);
        BitSet wanted = new BitSet(length);
        for (int i = 0; i < length; i++) {
            long minute = first + i;
            reported.set(i, sees && seen.isReported(minute));
            active.set(i, events.isActive(minute) || seen.isActive(minute));
            wanted.set(i, events.isWanted(minute) || seen.isWanted(minute));
        }
        return new Combined(
                metrics.source(),
                ActivityMinutes.of(first, end, reported, active, wanted),
                answer.lag(),
                answer.failures(),
                answer.vetoes(),
                answer.data());
    }
}
