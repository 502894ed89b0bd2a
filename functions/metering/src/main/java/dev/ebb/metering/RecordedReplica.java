package dev.ebb.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a replica.
 *
 * @param transitions all of them, in order; voided ones never happened
 * @param lastAlive the latest instant at which it said that it was alive; null if it never did
 */
public record RecordedReplica(
        ReplicaId id,
        List<Transition> transitions,
        @Nullable Instant lastAlive) {

    /** Copies the list. */
    public RecordedReplica {
        transitions = List.copyOf(transitions);
    }
}
