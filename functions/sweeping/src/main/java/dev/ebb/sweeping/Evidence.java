package dev.ebb.sweeping;

import java.util.List;

/**
 * Every datum that a verdict rests on, in words, and the figures for whoever counts.
 *
 * @param source where activity was read from: {@code events}, or a metrics service
 * @param minutesNeeded whole minutes of the window
 * @param minutesReported how many of them were reported
 * @param minutesActive how many of them were active or wanted
 * @param data one sentence a datum: counts, phase, what a metrics service answered, vetoes, damping
 */
public record Evidence(String source, long minutesNeeded, long minutesReported, long minutesActive, List<String> data) {

    /** Copies the data. */
    public Evidence {
        data = List.copyOf(data);
    }
}
