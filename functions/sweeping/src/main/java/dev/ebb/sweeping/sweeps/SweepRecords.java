package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What sweeps leave behind for each other: the size of the fleet, the figures of an hour, what each leg found. */
public interface SweepRecords {

    /**
     * The latest census and the one before it.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    List<Census> censuses(Deadline deadline);

    /** Keeps a census, unless there is one of its hour. */
    void count(Census census, Deadline deadline);

    /** Keeps what a leg found, and adds it to its hour, once. */
    void keep(LegResult result, Deadline deadline);

    /**
     * Keeps that a deployment could not be looked at, and counts it as an error of its hour, once an hour.
     *
     * @param sweep of the look
     */
    Failures.Failing failed(DeploymentId deployment, String why, Instant sweep, Deadline deadline);

    /** What was found in a UTC hour. */
    Hour hour(Instant hour, Deadline deadline);

    /** Keeps that a sweep has begun. */
    void begun(Instant sweep, Deadline deadline);

    /** The last sweep that has begun. */
    Optional<Instant> lastSweep(Deadline deadline);

    /**
     * How many deployments there were.
     *
     * @param hour of UTC
     */
    record Census(Instant hour, long deployments) {}

    /**
     * The figures of an hour.
     *
     * @param verdicts all of them, but for first looks that found UNKNOWN: an adoption is no news
     * @param unknown those of them that were UNKNOWN
     * @param errors deployments that could not be looked at, each counted once, and intents that failed and were not seen to be done later
     * @param stopped deployments that were scaled to zero or deleted
     * @param deleted those of them that were deleted
     * @param restored of those, how many were brought back within the hour after
     */
    record Hour(long verdicts, long unknown, long errors, long stopped, long deleted, long restored) {
        /** Of an hour in which nothing was. */
        public static final Hour EMPTY = new Hour(0, 0, 0, 0, 0, 0);
    }
}
