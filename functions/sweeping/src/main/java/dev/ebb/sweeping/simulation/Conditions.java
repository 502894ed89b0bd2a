package dev.ebb.sweeping.simulation;

import java.time.Duration;

/**
 * What a simulation takes for granted.
 *
 * @param coldStart how long a deployment that is woken takes until it runs; not negative, at most a day
 * @param regret a wake at most so long after the scale-down is counted as a regret; not negative. What lengthens windows
 *     is the sweeps' own hour, whatever this says
 */
public record Conditions(Duration coldStart, Duration regret) {

    private static final Duration LONGEST_START = Duration.ofDays(1);

    /** Two minutes, and an hour. */
    public static final Conditions STANDARD = new Conditions(Duration.ofMinutes(2), Duration.ofHours(1));

    /** @throws IllegalArgumentException if a duration is out of its range */
    public Conditions {
        if (coldStart.isNegative() || coldStart.compareTo(LONGEST_START) > 0) {
            throw new IllegalArgumentException("cold-start: must be from PT0S to PT24H, is " + coldStart);
        }
        if (regret.isNegative()) {
            throw new IllegalArgumentException("regret: must not be negative, is " + regret);
        }
    }
}
