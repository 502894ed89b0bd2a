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
 * @param identities how long after its time an event's identity is kept; null for ever
 * @param producers who may send what for whom
 */
public record Admission(
        Duration tolerance,
        @Nullable Duration maxAge,
        @Nullable Duration identities,
        ProducerRules producers) {

    /** Events older than this come in by an operator's replay only. */
    public static final Duration MAX_AGE = Duration.ofDays(35);

    /** As long as identities are kept unless told otherwise: a month, its invoice, and a dispute about it. */
    public static final Duration IDENTITIES = Duration.ofDays(100);

    /** Producers' clocks may be this far ahead. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** For events as they arrive. */
    public static final Admission LIVE = new Admission(TOLERANCE, MAX_AGE, IDENTITIES, ProducerRules.ANYONE);

    /** For history: any age, and nothing after the instant that is taken as now. */
    public static final Admission HISTORY = new Admission(Duration.ZERO, null, null, ProducerRules.ANYONE);

    /** For what an operator lets in, from the quarantine or from the archive: any age. */
    public static final Admission OPERATOR = new Admission(TOLERANCE, null, IDENTITIES, ProducerRules.ANYONE);

    /** The same, but only for what these rules permit. */
    public Admission of(ProducerRules permitted) {
        return new Admission(tolerance, maxAge, identities, permitted);
    }

    /**
     * The same, where identities are kept so long; null for ever.
     *
     * @throws IllegalArgumentException if events are let in that are older than that
     */
    public Admission keeping(@Nullable Duration kept) {
        if (kept != null && maxAge != null && kept.compareTo(maxAge) < 0) {
            throw new IllegalArgumentException(
                    "identities: must be kept at least " + maxAge.toDays() + " days, is " + kept.toDays());
        }
        return new Admission(tolerance, maxAge, kept, producers);
    }

    /** Whether an event's identity may be gone: then nothing tells whether it was metered before. */
    public boolean outlivesItsIdentity(Instant time, Instant now) {
        return identities != null && time.isBefore(now.minus(identities));
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
        if (identities != null
                && event.usage() instanceof Usage.Voided voided
                && voided.time() != null
                && outlivesItsIdentity(voided.time(), now)) {
            complaints.add("data.time: must not be longer ago than identities are kept, " + identities.toDays()
                    + " days, is " + voided.time());
        }
        if (!producers.permit(event)) {
            complaints.add("source: may not send " + event.usage().type() + " for account "
                    + event.identity().account() + ", is \"" + event.identity().source() + "\"");
        }
        return complaints;
    }
}
