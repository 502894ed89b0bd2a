package dev.ebb.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what a sweep needs: which deployments are due, and what each of them is doing. */
public interface FleetWatch {

    /** How many parts the index of what is due has, numbered from 0. */
    int parts();

    /**
     * Deployments of a part that are due, the longest due first. The index lags behind: whoever acts reads again.
     *
     * @param after where the page before ended; empty for the first
     * @param limit at least 1
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Page due(int part, Optional<Place> after, Instant until, int limit, Deadline deadline);

    /** How many deployments that were not deleted a part of the index has, whenever they are due. */
    long count(int part, Deadline deadline);

    /**
     * One deployment, read consistently.
     *
     * @param from activity is read from this hour on
     * @param now activity is read up to the end of the hour after this one
     * @return empty if nothing but activity was ever heard of it
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Optional<Watched> watch(DeploymentId id, Instant from, Instant now, Deadline deadline);

    /** Makes a deployment due now, if it is due later; a deployment that was never heard of is left alone. */
    void makeDue(DeploymentId id, Instant now, Deadline deadline);

    /**
     * Puts a deployment that is due off. One that has become due after {@code due} is left alone, and so is one that demand
     * has come to since {@code due} while it was at zero or an action was under way, and one that is not in the index.
     *
     * @param due until when it was due
     * @param to when it is due next
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    void putOff(DeploymentId id, Instant due, Instant to, Deadline deadline);

    /** A page, and where the next one begins; empty if this is the last. */
    record Page(List<DeploymentId> deployments, Optional<Place> next) {
        /** Copies the list. */
        public Page {
            deployments = List.copyOf(deployments);
        }
    }

    /** A place in a part of the index. */
    record Place(Instant dueAt, DeploymentId deployment) {}
}
