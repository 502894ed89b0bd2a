package dev.ebb.metering;

/**
 * An accepted event that moves a replica: starting, ready or stopped.
 *
 * @param position when, and what
 * @param shape what it says of the replica's shape
 * @param unready whether it is a stop of a replica that runs on without accepting requests
 */
public record Transition(Position position, ShapePart shape, boolean unready) implements Comparable<Transition> {

    /** The reason of a stop after which the replica goes on and may say that it is alive. */
    public static final String UNREADY = "unready";

    /** One that is no stop of a replica that runs on. */
    public Transition(Position position, ShapePart shape) {
        this(position, shape, false);
    }

    /** What an event does to its replica. */
    public static Transition of(UsageEvent event, Usage.OfReplica moved) {
        boolean unready = moved instanceof Usage.Stopped stopped && UNREADY.equals(stopped.reason());
        return new Transition(event.position(moved.kind()), moved.shape(), unready);
    }

    @Override
    public int compareTo(Transition other) {
        return position.compareTo(other.position);
    }
}
