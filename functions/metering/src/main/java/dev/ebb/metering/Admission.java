package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events are let in by their time.
 *
 * @param tolerance how far ahead of the clock an event may be
 * @param maxAge how old it may be; null for any age
 */
public record Admission(Duration tolerance, @Nullable Duration maxAge) {

    /** Identities are kept as long as this, so an older event could count twice. */
    public static final Duration MAX_AGE = Duration.ofDays(35);

    /** Producers' clocks may be this far ahead. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** For events as they arrive. */
    public static final Admission LIVE = new Admission(TOLERANCE, MAX_AGE);

    /** For history: any age, and nothing after the instant that is taken as now. */
    public static final Admission HISTORY = new Admission(Duration.ZERO, null);

    /** For what an operator lets in from the quarantine: any age. */
    public static final Admission OPERATOR = new Admission(TOLERANCE, null);

    /** The rules that {@code event} breaks at {@code now}. */
    public List<String> complaints(UsageEvent event, Instant now) {
        List<String> complaints = new ArrayList<>();
        if (event.time().isAfter(now.plus(tolerance))) {
            complaints.add("time: must not be more than " + tolerance.toMinutes() + " minutes after now (" + now
                    + "), is " + event.time());
        }
        if (maxAge != null && event.time().isBefore(now.minus(maxAge))) {
            complaints.add("time: must not be more than " + maxAge.toDays() + " days before now (" + now + "), is "
                    + event.time());
        }
        return complaints;
    }
}
