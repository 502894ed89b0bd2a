package dev.ebb.metering;

import java.time.Instant;
import java.util.Comparator;

/**
 * Where an event stands among the events of a deployment. Arrival order plays no part, which is what makes late, early
 * and repeated deliveries harmless.
 *
 * @param time when it happened, whole milliseconds
 * @param sequence the producer's order within one instant
 * @param kind breaks the next tie
 * @param identity breaks the last one
 */
public record Position(Instant time, Sequence sequence, Kind kind, Identity identity) implements Comparable<Position> {

    /** Kinds in the order in which they count within one instant. */
    public enum Kind {
        DELETED,
        CREATED,
        UPDATED,
        /** Moves no money, so its place among the others is free. */
        STARTING,
        READY,
        STOPPED
    }

    private static final Comparator<Position> ORDER = Comparator.comparing(Position::time)
            .thenComparing(Position::sequence)
            .thenComparing(Position::kind)
            .thenComparing(Position::identity);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
