package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Ingestion;
import java.time.Instant;

/** Puts a tick into every usage queue, and reads how far MeterUsage has come with them. */
public interface UsageTicks {

    /** Where events come by no queue. */
    UsageTicks NONE = new UsageTicks() {
        @Override
        public void send(Instant now, Deadline deadline) {}

        @Override
        public Ingestion ingestion(Deadline deadline) {
            return Ingestion.WITHOUT_QUEUE;
        }
    };

    /**
     * Sends a tick of this instant to each queue.
     *
     * @throws RuntimeException if a queue or the table does not take it: the next sweep sends another
     */
    void send(Instant now, Deadline deadline);

    /** How far events have been metered. */
    Ingestion ingestion(Deadline deadline);
}
