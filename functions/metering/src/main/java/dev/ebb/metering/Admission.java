package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events are let in, by their time and by who sends them.
 *
 * @param tolerance how far ahead of the clock an event may be
 * @param maxAge how old it may be; null for any age
 * @param producers who may send what for whom
 */
public record Admission(Duration tolerance, @Nullable Duration maxAge, ProducerRules producers) {

    /** Identities are kept as long as this, so an older event could count twice. */
    public static final Duration MAX_AGE = Duration.ofDays(35);

    /** Producers' clocks may be this far ahead. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** For events as they arrive. */
    public static final Admission LIVE = new Admission(TOLERANCE, MAX_AGE, ProducerRules.ANYONE);

    /** For history: any age, and nothing after the instant that is taken as now. */
    public static final Admission HISTORY = new Admission(Duration.ZERO, null, ProducerRules.ANYONE);

    /** For what an operator lets in, from the quarantine or from the archive: any age. */
    public static final Admission OPERATOR = new Admission(TOLERANCE, null, ProducerRules.ANYONE);

    /** The same, but only for what these rules permit. */
    public Admission of(ProducerRules permitted) {
        return new Admission(tolerance, maxAge, permitted);
    }

    /**
     * The rules that {@code event} breaks at {@code now}. They do not name {@code now}: delivered again, the event breaks
     * the same ones.
     */
    public List<String> complaints(UsageEvent event, Instant now) {
        List<String> complaints = new ArrayList<>();
        if (event.time().isAfter(now.plus(tolerance))) {
            complaints.add("time: must not be more than " + tolerance.toMinutes() + " minutes ahead of the clock, is "
                    + event.time());
        }
        if (maxAge != null && event.time().isBefore(now.minus(maxAge))) {
            complaints.add("time: must not be more than " + maxAge.toDays() + " days old, is " + event.time());
        }
        if (!producers.permit(event)) {
            complaints.add("source: may not send " + event.usage().type() + " for account "
                    + event.identity().account() + ", is \"" + event.identity().source() + "\"");
        }
        return complaints;
    }
}
