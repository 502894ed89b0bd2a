package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;

/**
 * A void that did nothing: what it names never came, or is a void itself.
 *
 * @param identity the void
 * @param time when it was said
 * @param target what it names
 * @param ofVoid whether that is a void
 */
public record IdleVoid(Identity identity, Instant time, Identity target, boolean ofVoid) {

    /** An event may come later than its void, but seldom so much. */
    public static final Duration TOLD_AFTER = Duration.ofHours(24);

    /** Whether a statement of [from, to) tells of it at {@code asOf}. */
    public boolean concerns(Instant from, Instant to, Instant asOf) {
        return !time.isBefore(from)
                && time.isBefore(to)
                && !time.plus(TOLD_AFTER).isAfter(asOf);
    }

    /** A sentence for people. */
    public String reason() {
        String named = target.source() + " " + target.id();
        return ofVoid
                ? "void of the void " + named
                        + ": does nothing, what was voided stays so; send the event again under an"
                        + " identity of its own"
                : "void of " + named
                        + ", which is not known: does nothing; check source and id, for nothing of the kind"
                        + " was metered";
    }
}
