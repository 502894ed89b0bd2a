package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** The journal of events that change what is billed and came late. Whoever has billed already looks here for what changed. */
public interface LateEvents {

    /**
     * An event that is older than this when it comes is late. No invoice is made less than a day after what it bills; an
     * hour of that is left for clocks that differ, and for what was read before an invoice was made and is written after.
     */
    Duration AFTER = Duration.ofHours(23);

    /**
     * A late event.
     *
     * @param identity who sent it, under which id
     * @param time when it takes effect; for a void, when what it voids did
     * @param type its CloudEvents type
     * @param subject what it changes
     * @param recordedAt when it was metered
     */
    record LateEvent(Identity identity, Instant time, String type, Subject subject, Instant recordedAt) {}

    /** What an event changes. */
    sealed interface Subject {

        /** What its replicas are billed, from the event's time on. */
        record Deployment(String name) implements Subject {}

        /** Serverless tokens, at the event's time. */
        record Model(String name) implements Subject {}
    }

    /** The late events of an account that were metered at {@code from} or later, in that order; read as they are consumed. */
    Stream<LateEvent> lateSince(String account, Instant from);
}
