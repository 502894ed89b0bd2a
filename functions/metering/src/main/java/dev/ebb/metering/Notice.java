package dev.ebb.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ready event that opened no session, which somebody should know of.
 *
 * @param kind why
 * @param identity the ready event
 * @param from when it said that the replica was ready
 * @param until when the replica stopped or another ready took its place; null if neither was seen
 */
public record Notice(
        Kind kind,
        Identity identity,
        Instant from,
        @Nullable Instant until) {

    /** Why a ready event opened no session. */
    public enum Kind {
        /** Its shape is not known yet. Usage is missing until an announcement that was in force then arrives. */
        WAITING(
                "ready without a shape, and no announcement in force then gave one: waits, nothing is billed for it yet"),
        /** Its deployment was deleted before, and not created again. */
        AFTER_DELETION("ready after the deployment was deleted: opens no session");

        private final String reason;

        Kind(String reason) {
            this.reason = reason;
        }

        /** A sentence for people. */
        public String reason() {
            return reason;
        }
    }

    /** Whether usage may be missing in [start, end) because of it. */
    public boolean leavesOpen(Instant start, Instant end) {
        return kind == Kind.WAITING
                && from.isBefore(end)
                && (until == null || until.isAfter(start) || !from.isBefore(start));
    }
}
