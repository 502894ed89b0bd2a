package dev.ebb.charging.runs;

import dev.ebb.charging.runs.RunOutcome.Kind;
import java.util.Collection;

/**
 * What a run came to.
 *
 * @param planned as it was counted while the run was planned
 * @param done of the outcomes, likewise the following
 * @param missing planned, and never heard of again
 */
public record Tally(long planned, long done, long failed, long deferred, long missing) {

    /** Adds up outcomes. */
    public static Tally of(long planned, Collection<RunOutcome> outcomes) {
        return new Tally(
                planned,
                count(outcomes, Kind.DONE),
                count(outcomes, Kind.FAILED),
                count(outcomes, Kind.DEFERRED),
                count(outcomes, Kind.PLANNED));
    }

    /** How many were planned and have no outcome, or have one and were not planned: 0, or something is very wrong. */
    public long difference() {
        return Math.abs(planned - (done + failed + deferred + missing));
    }

    private static long count(Collection<RunOutcome> outcomes, Kind kind) {
        return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }
}
