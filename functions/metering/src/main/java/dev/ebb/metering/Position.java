package dev.ebb.metering;

import java.time.Instant;
import java.util.Comparator;

/**
 * Where an event stands among the events of a deployment. Arrival order plays no part, which is what makes late, early
 * and repeated deliveries harmless.
 *
 * <p>Which of a replica's readies and stops come first that share a time and a sequence depends on whether it ran before
 * them: {@link Ties} decides that. Here readies stand before stops, next to each other.
 *
 * @param time when it happened, whole milliseconds
 * @param finer the digits of that time that are finer
 * @param sequence the producer's order within one time
 * @param kind what happened; a deployment's events stand before its replicas' of the same time, whatever their sequences
 * @param identity breaks the last tie
 */
public record Position(Instant time, FinerDigits finer, Sequence sequence, Kind kind, Identity identity)
        implements Comparable<Position> {

    /** Kinds in the order in which they count within one time and sequence. */
    public enum Kind {
        DELETED,
        CREATED,
        UPDATED,
        READY,
        STOPPED,
        STARTING;

        /** Whether it is about one replica. */
        boolean ofReplica() {
            return switch (this) {
                case DELETED, CREATED, UPDATED -> false;
                case READY, STOPPED, STARTING -> true;
            };
        }
    }

    private static final Comparator<Position> ORDER = Comparator.comparing(Position::time)
            .thenComparing(Position::finer)
            .thenComparing(position -> position.kind().ofReplica())
            .thenComparing(Position::sequence)
            .thenComparing(Position::kind)
            .thenComparing(Position::identity);

    /** At a time of whole milliseconds. */
    public Position(Instant time, Sequence sequence, Kind kind, Identity identity) {
        this(time, FinerDigits.NONE, sequence, kind, identity);
    }

    /** Whether nothing that producers say tells which of the two came first, if they are of one replica. */
    boolean sharesTimeAndSequence(Position other) {
        return time.equals(other.time) && finer.equals(other.finer) && sequence.equals(other.sequence);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
