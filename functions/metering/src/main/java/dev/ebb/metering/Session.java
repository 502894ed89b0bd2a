package dev.ebb.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One unbroken stretch [start, end) in which a replica accepted requests: the only thing that is billed.
 *
 * @param start when it began to accept requests
 * @param end when it ceased; after {@code start}, or equal to it if it opened at the very instant that usage is read for
 * @param shape what it ran on
 * @param bootFrom when it began to boot for this session, if that was observed; boot is shown, never billed
 */
public record Session(
        Instant start, Instant end, Shape shape, @Nullable Instant bootFrom) {

    /** Where its boot began, or else itself. */
    public Instant firstSeen() {
        return bootFrom == null ? start : bootFrom;
    }
}
