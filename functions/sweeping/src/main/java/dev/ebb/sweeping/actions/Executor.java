package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import java.time.Instant;

/** Executes actions, each as far as it goes now. Doing it again, at any time, goes on from there. */
public sealed interface Executor permits ScaleDeployment, DeleteDeployment {

    /**
     * Executes one.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     * @throws ActionQueue.QueueUnavailableException if it could not be put back into the queue
     * @throws Announcer.NotAnnouncedException if its end could not be announced
     */
    Executed execute(ActionId id, Instant now, Deadline deadline);
}
