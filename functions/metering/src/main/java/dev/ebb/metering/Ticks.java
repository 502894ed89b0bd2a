package dev.ebb.metering;

import java.time.Instant;

/** Keeps how far each usage queue has been metered. */
@FunctionalInterface
public interface Ticks {

    /** Keeps nothing: for whoever meters without a queue. */
    Ticks NONE = (queue, tick, deadline) -> {};

    /**
     * A tick came out of a queue. An earlier one than before, or one of a queue that no sweep has announced, changes
     * nothing.
     *
     * @param queue its name
     * @param tick when it was put into the queue
     * @throws LedgerUnavailableException if the table cannot be reached in time
     */
    void metered(String queue, Instant tick, Deadline deadline);
}
