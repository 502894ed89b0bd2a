package dev.ebb.metering;

import java.time.Instant;
import java.util.List;

/**
 * Reads what must be cheap at any instant. What is read is consistent for each item, not for all of them together: a
 * change that arrives meanwhile may be seen by its month and not yet by its quarter-hour, and is seen whole by the next
 * reading.
 */
public interface LiveMeters {

    /**
     * An account's GPU meters: one request, whatever the number of deployments, replicas and events. It has more pages
     * than one when its hours exceed 1 MB, which takes several kinds of GPU that change in every hour of the month.
     *
     * @param from the edge of a quarter-hour
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    MeterReading account(String account, Instant from, Deadline deadline);

    /** One deployment's GPU meters: likewise one request, whatever the number of replicas and events. */
    MeterReading deployment(DeploymentId id, Instant from, Deadline deadline);

    /** An account's deployments that were ever heard of, sorted: the list, and their items by the hundred. */
    List<FleetMember> fleet(String account, Deadline deadline);
}
