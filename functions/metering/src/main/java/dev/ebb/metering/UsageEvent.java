package dev.ebb.metering;

import java.time.Instant;

/**
 * An event that passed validation: a CloudEvent that Ebb understands.
 *
 * @param identity who sent it, about which account, under which id
 * @param time when it happened, whole milliseconds
 * @param sequence the producer's order within one instant
 * @param usage what it says
 */
public record UsageEvent(Identity identity, Instant time, Sequence sequence, Usage usage) {

    /** Its place among the events of a deployment, given its kind. */
    public Position position(Position.Kind kind) {
        return new Position(time, sequence, kind, identity);
    }
}
