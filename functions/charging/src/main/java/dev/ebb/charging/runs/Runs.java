package dev.ebb.charging.runs;

import dev.ebb.charging.runs.Message.Order;
import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of runs. All of it may be done again, and at once by several, with the same result.
 *
 * <p>Everything throws {@link dev.ebb.metering.LedgerUnavailableException} if the table can't be reached in time.
 */
public interface Runs {

    /**
     * A run so far.
     *
     * @param finished whether all of it is planned
     * @param outcomes by account; a message that could not be read stands under its own id
     */
    record Outcomes(boolean finished, long planned, Map<String, RunOutcome> outcomes) {

        /** Copies the outcomes. */
        public Outcomes {
            outcomes = Map.copyOf(outcomes);
        }

        /** Adds it up. */
        public Tally tally() {
            return Tally.of(planned, outcomes.values());
        }
    }

    /** Opens a run, unless it is open or was closed. False if it has been planned to its end. */
    boolean open(RunId run, Deadline deadline);

    /**
     * Enters accounts as planned, those that are entered already excepted.
     *
     * @return those that have not been done
     */
    List<String> plan(RunId run, int part, List<String> accounts, Deadline deadline);

    /** Says that all of it is planned. */
    void planned(RunId run, Deadline deadline);

    /** What became of an account; enters it if nobody planned it. */
    RunOutcome outcome(Order order, int part, Deadline deadline);

    /** Records what became of it, unless it has come further already. */
    void record(Order order, RunOutcome outcome, Deadline deadline);

    /** Records that a message could not be read, as one more that was planned and failed. */
    void reject(RunId run, String messageId, String reason, Deadline deadline);

    /**
     * Records that an account was charged, and in the same moment when it is due again.
     *
     * @param asOf the instant that was charged up to
     * @param nextDue when it should be charged again although no event arrives
     */
    void done(Order order, Instant asOf, Optional<Instant> nextDue, Deadline deadline);

    /** The runs of the two days before one that are still open, in order. */
    List<RunId> openBefore(RunId run, Deadline deadline);

    /** What is recorded of a run. */
    Outcomes read(RunId run, Deadline deadline);

    /** Ends one that is planned to its end. */
    void close(RunId run, Tally tally, Instant now, Deadline deadline);
}
