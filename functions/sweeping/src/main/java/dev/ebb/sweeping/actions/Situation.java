package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.actions.Target.Observation;
import java.time.Instant;
import java.util.Optional;

/**
 * All that the next step of an execution rests on.
 *
 * @param intent not final
 * @param status of its deployment
 * @param held what stops all actions: breaker or kill switch
 * @param pin the last one that was set, whether it still holds or not
 * @param disallowed why the policy no longer allows it
 * @param cap the account's hard cap, if it acts; only looked for where more is asked for
 * @param demand the last active or wanted minute that was not known when it was marked, by its beginning
 * @param undoing whether the restore that undoes it is marked already
 * @param asked whether the target has just been asked
 * @param sight what the target runs
 */
record Situation(
        Instant now,
        Intent intent,
        SweepStatus status,
        Optional<String> held,
        Optional<Pin> pin,
        Optional<String> disallowed,
        Optional<ActingCap> cap,
        Optional<Instant> demand,
        boolean undoing,
        boolean asked,
        Sight sight) {

    /** What could be seen at the target. */
    sealed interface Sight {
        /** What it runs; empty if it knows of no such deployment. */
        record Seen(Optional<Observation> observation) implements Sight {}

        /** It did not say, or did not take a call. */
        record Unseen(String why, boolean passing) implements Sight {}
    }

    boolean isOverdue() {
        return !now.isBefore(intent.deadline());
    }

    boolean isSuperseded() {
        return status.mark() != intent.id().mark();
    }
}
