package dev.ebb.metering;

/**
 * An accepted event that moves a replica: starting, ready or stopped.
 *
 * @param position when, and what
 * @param shape what it says of the replica's shape
 */
public record Transition(Position position, ShapePart shape) implements Comparable<Transition> {

    @Override
    public int compareTo(Transition other) {
        return position.compareTo(other.position);
    }
}
