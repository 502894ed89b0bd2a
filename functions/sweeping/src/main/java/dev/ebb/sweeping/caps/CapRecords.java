package dev.ebb.sweeping.caps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.ActingCaps;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What looks at an account's hard cap leave behind for each other, and for whoever asks later. */
public interface CapRecords extends ActingCaps {

    /**
     * What was done about an account's cap.
     *
     * @param revision of this, from 0 for what was never written
     * @param released what somebody had said of the cap, up to this instant, when what it held was last released
     * @param warnedAt when the account was last warned; the epoch if it never was
     * @param told digests of the reasons that were told then, or less than an hour before
     * @param acting the cap, since it had to act
     * @param hasStopped whether a look has found since that a target was called to stop something
     */
    record State(
            long revision,
            Instant released,
            Instant warnedAt,
            Set<String> told,
            Optional<ActingCap> acting,
            boolean hasStopped) {

        /** Copies the reasons. */
        public State {
            told = Set.copyOf(told);
        }

        /** Of an account that was never looked at. */
        public static final State NONE = new State(0, Instant.EPOCH, Instant.EPOCH, Set.of(), Optional.empty(), false);

        State released(Instant setAt) {
            return new State(revision + 1, setAt, warnedAt, told, Optional.empty(), false);
        }

        State warned(Instant at, Set<String> reasons) {
            return new State(revision + 1, released, at, reasons, acting, hasStopped);
        }

        State withActing(ActingCap cap, boolean stopped) {
            return new State(revision + 1, released, warnedAt, told, Optional.of(cap), stopped);
        }

        /** As it stands, but whether anything was stopped is to be found anew: the budget was set since. */
        State unconfirmed() {
            return new State(revision, released, warnedAt, told, acting, false);
        }

        State withoutActing() {
            return new State(revision + 1, released, warnedAt, told, Optional.empty(), false);
        }
    }

    /**
     * What was done about an account's cap so far.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    State state(String account, Deadline deadline);

    /**
     * Writes the next state, with an entry in the account's audit and in that of each of these deployments.
     *
     * @param after its revision is one higher
     * @param deployments at most {@value #MOST_NAMED}
     * @return false if somebody else has written since
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    boolean keep(
            String account, State after, List<DeploymentId> deployments, String what, Instant now, Deadline deadline);

    @Override
    default Optional<ActingCap> acting(String account, Instant now, Deadline deadline) {
        return state(account, deadline).acting().filter(cap -> cap.holdsAt(now));
    }

    /** How many deployments are named by one record. */
    int MOST_NAMED = 50;
}
