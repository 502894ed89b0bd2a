package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a leg. Every deployment that it found is in exactly one of these.
 *
 * @param found deployments that the index had as due
 * @param verdicts those that have their verdict from this leg, by word
 * @param newcomers of those that are UNKNOWN, those that were looked at for the first time or are in doubt
 * @param repeated those that had their verdict of this sweep before
 * @param moved those that were not due any more when they were read
 * @param overtaken those that changed while they were looked at, twice; they are due still
 * @param deferred those that there was no time for; the leg is in the queue again
 * @param failures those that could not be looked at, and why; they are due again later
 * @param actions what verdicts led to, by action and outcome: {@code SCALE_TO_ZERO marked}
 * @param lag how long the longest due of them had waited
 */
public record LegResult(
        Leg leg,
        long found,
        SortedMap<String, Long> verdicts,
        long newcomers,
        long repeated,
        long moved,
        long overtaken,
        long deferred,
        Map<DeploymentId, String> failures,
        SortedMap<String, Long> actions,
        Duration lag) {

    /** Copies the collections. */
    public LegResult {
        verdicts = new TreeMap<>(verdicts);
        failures = Map.copyOf(failures);
        actions = new TreeMap<>(actions);
    }

    /** How many of them have a verdict from this leg. */
    public long judged() {
        return sum(verdicts);
    }

    /** How many of those could have been known: all but newcomers. */
    public long known() {
        return judged() - newcomers;
    }

    /** How many could have been known, and were UNKNOWN. */
    public long unknown() {
        return verdicts.getOrDefault("UNKNOWN", 0L) - newcomers;
    }

    /** How many are accounted for less than were found; anything but 0 is an error of ours. */
    public long difference() {
        return found - judged() - repeated - moved - overtaken - deferred - failures.size();
    }

    /** How many deployments were scaled to zero or deleted by it. */
    public long stopped() {
        return actions.getOrDefault("SCALE_TO_ZERO marked", 0L) + deleted();
    }

    /** How many deployments were deleted by it. */
    public long deleted() {
        return actions.getOrDefault("DELETE marked", 0L);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
