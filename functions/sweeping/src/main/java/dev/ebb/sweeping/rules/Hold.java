package dev.ebb.sweeping.rules;

import java.time.Duration;
import java.time.Instant;

/**
 * What holds an action back.
 *
 * @param by in words
 * @param until when to look again, at the latest
 */
record Hold(String by, Instant until) {

    private static final Duration SOON = Duration.ofMinutes(5);

    /** One that a person may end at any time, and then it matters. */
    static Hold untilSomebodyActs(String by, Instant now) {
        return new Hold(by, now.plus(SOON));
    }
}
