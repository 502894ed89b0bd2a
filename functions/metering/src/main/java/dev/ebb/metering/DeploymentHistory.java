package dev.ebb.metering;

import java.util.List;

/** Reads the events behind sessions. Only accepted events are in it, and no replica's voided ones. */
public interface DeploymentHistory {

    /** What was announced of a deployment, in order; voided announcements are marked as such. */
    List<Announced> announcements(DeploymentId deployment);

    /**
     * What moved a replica, in order; none if nothing was heard of it.
     *
     * @throws LedgerUnavailableException if it changes faster than it can be read
     */
    List<Transition> transitions(ReplicaId replica);
}
