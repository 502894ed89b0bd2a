package dev.ebb.charging.runs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Names a run by the hour that it was scheduled for: two deliveries of one schedule are the same run.
 *
 * @param hour a full hour of UTC
 */
public record RunId(Instant hour) implements Comparable<RunId> {

    /**
     * Checks the hour.
     *
     * @throws IllegalArgumentException if it is no full hour
     */
    public RunId {
        if (!hour.equals(hour.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("run: must be a full hour of UTC, is " + hour);
        }
    }

    /** The run of the hour that an instant lies in. */
    public static RunId of(Instant scheduled) {
        return new RunId(scheduled.truncatedTo(ChronoUnit.HOURS));
    }

    @Override
    public int compareTo(RunId other) {
        return hour.compareTo(other.hour);
    }

    @Override
    public String toString() {
        return hour.toString();
    }
}
