package dev.ebb.sweeping.rules;

import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.policy.InForce;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is concluded of a deployment, and the next rung: warn, then zero, then, on its own clock, delete. */
public interface Ladder {

    /** Decides; the same look leads to the same decision. */
    Decision decide(Look look);

    /**
     * All that a decision rests on.
     *
     * @param now the sweep's minute
     * @param watched its minutes reach back as far as {@link IdleLadder#readFrom} says: what was not read counts as not
     *     reported
     * @param status the last one, or {@link SweepStatus#first}
     * @param source where activity was read from, for the evidence
     * @param lag minutes before {@code now} in which the source may not have reported yet
     * @param failures of sources that could not answer: any makes it UNKNOWN
     * @param doubt why minutes that look quiet prove nothing: it takes IDLE away, and holds nothing that is wanted
     * @param vetoes of sources that say that it is busy, in words: any makes it ACTIVE
     * @param wayToWake empty if there is one, else why not
     * @param held what holds all actions back: breaker or kill switch
     * @param cap the account's hard cap, if it acts: then nothing more is asked for
     */
    record Look(
            Instant now,
            Watched watched,
            SweepStatus status,
            InForce policy,
            Optional<Pin> pin,
            String source,
            Duration lag,
            List<String> failures,
            Optional<String> doubt,
            List<String> vetoes,
            Optional<String> wayToWake,
            Optional<String> held,
            Optional<ActingCap> cap) {}

    /**
     * What is concluded.
     *
     * @param after what the status becomes, its revision one higher; without a mark, for that comes with the intent
     * @param dueAt when to look again; empty if never
     * @param sentence all of it, readable
     */
    record Decision(Verdict verdict, Step step, SweepStatus after, Optional<Instant> dueAt, String sentence) {}

    /** What to do. */
    sealed interface Step {
        /** Nothing now. */
        record Nothing() implements Step {}

        /**
         * An action.
         *
         * @param replicas how many the target is to run
         * @param dryRun whether only to write it down
         */
        record Act(Action action, int replicas, boolean dryRun, String reason) implements Step {}

        /** An action, if it were not held back. */
        record Held(Action action, String by) implements Step {}
    }
}
