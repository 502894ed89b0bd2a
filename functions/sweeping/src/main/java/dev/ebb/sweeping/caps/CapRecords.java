package dev.ebb.sweeping.caps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Instant;
import java.util.List;

/** What looks at an account's hard cap leave behind for each other, and for whoever asks later. */
public interface CapRecords {

    /**
     * What was done about an account's cap.
     *
     * @param revision of this, from 0 for what was never written
     * @param released what somebody had said of the cap, up to this instant, when what it held was last released
     * @param warnedAt when the account was last warned; the epoch if it never was
     */
    record State(long revision, Instant released, Instant warnedAt) {

        /** Of an account that was never looked at. */
        public static final State NONE = new State(0, Instant.EPOCH, Instant.EPOCH);

        State released(Instant setAt) {
            return new State(revision + 1, setAt, warnedAt);
        }

        State warned(Instant at) {
            return new State(revision + 1, released, at);
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

    /** How many deployments are named by one record. */
    int MOST_NAMED = 50;
}
