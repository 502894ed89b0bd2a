package dev.ebb.metering;

/**
 * An accepted event that concerns all replicas of a deployment: created, updated or deleted.
 *
 * @param position when, and what
 * @param shape what it says of the shape of replicas that become ready from then on
 * @param number the value of the deployment's timeline number that accepting (or voiding) it led to
 * @param voided whether it has been voided: it never happened, but replicas must still be folded again because of it
 */
public record Announcement(Position position, ShapePart shape, long number, boolean voided)
        implements Comparable<Announcement> {

    /** Whether it can change any replica's sessions; a change of labels can not. */
    public boolean touchesSessions() {
        return position.kind() != Position.Kind.UPDATED || !shape.saysNothing();
    }

    @Override
    public int compareTo(Announcement other) {
        return position.compareTo(other.position);
    }
}
