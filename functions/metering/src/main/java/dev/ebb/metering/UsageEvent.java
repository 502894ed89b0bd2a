package dev.ebb.metering;

import java.time.Instant;

/**
 * An event that passed validation: a CloudEvent that Ebb understands.
 *
 * @param identity who sent it, about which account, under which id
 * @param time when it happened, whole milliseconds
 * @param finer the digits of that time that are finer
 * @param sequence the producer's order within one time
 * @param usage what it says
 */
public record UsageEvent(Identity identity, Instant time, FinerDigits finer, Sequence sequence, Usage usage) {

    /** At a time of whole milliseconds. */
    public UsageEvent(Identity identity, Instant time, Sequence sequence, Usage usage) {
        this(identity, time, FinerDigits.NONE, sequence, usage);
    }

    /** Its place among the events of a deployment, given its kind. */
    public Position position(Position.Kind kind) {
        return new Position(time, finer, sequence, kind, identity);
    }
}
