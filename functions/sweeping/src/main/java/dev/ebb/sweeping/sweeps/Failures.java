package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of a deployment that can't be looked at: it is looked at more and more seldom while that goes on, at least
 * once an hour, and never leaves the index. Demand at zero, or while an action is under way, has it looked at all the
 * same, that which comes during a look that fails included.
 */
public final class Failures {

    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final SweepRecords records;
    private final FleetWatch fleet;

    /** Kept in these records. */
    public Failures(SweepRecords records, FleetWatch fleet) {
        this.records = records;
        this.fleet = fleet;
    }

    /**
     * A look that failed.
     *
     * @param times at least 1: how many looks have failed one after the other, this one included
     * @param sweep the minute of the last one
     */
    public record Failing(long times, Instant sweep) {

        /**
         * After one more. The same sweep again is none more, and one after a look that went well is the first again.
         *
         * @param lastVerdict the sweep of the last look that went well
         */
        public Failing again(Instant next, Optional<Instant> lastVerdict) {
            if (next.equals(sweep)) {
                return this;
            }
            boolean wentWellMeanwhile =
                    lastVerdict.filter(verdict -> !verdict.isBefore(sweep)).isPresent();
            return new Failing(wentWellMeanwhile ? 1 : times + 1, next);
        }

        /** 5 minutes, and twice as long each time, up to an hour. */
        public Duration pause() {
            Duration pause = FIRST;
            for (long time = 1; time < times && pause.compareTo(LONGEST) < 0; time++) {
                pause = pause.multipliedBy(2);
            }
            return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        }
    }

    /**
     * Keeps that a look has failed, and puts the next one off.
     *
     * @return why, and what went wrong besides
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    String note(DeploymentId deployment, RuntimeException failure, Instant sweep, Deadline deadline) {
        String why = failure.toString();
        try {
            Failing failing = records.failed(deployment, why, sweep, deadline);
            fleet.putOff(deployment, sweep, sweep.plus(failing.pause()), deadline);
            return why;
        } catch (LedgerUnavailableException passing) {
            throw passing;
        } catch (RuntimeException unnoted) {
            return why + "; and that could not be noted: " + unnoted;
        }
    }
}
