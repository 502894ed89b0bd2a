package dev.ebb.sweeping.sweeps;

import dev.ebb.sweeping.ActionId;

/** Hands marked actions to those who may carry them out. What gets there twice is the same action. */
@FunctionalInterface
public interface Orders {

    /**
     * Sends an action to the queue of its executor.
     *
     * @throws dev.ebb.sweeping.actions.ActionQueue.QueueUnavailableException if the queue did not take it
     */
    void send(ActionId id);
}
