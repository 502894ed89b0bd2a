package dev.ebb.charging.runs;

import java.util.List;

/** Where accounts wait to be charged. A message may be delivered more than once, and in any order. */
public interface ChargeQueue {

    /**
     * Sends messages; all of them, or it throws.
     *
     * @throws QueueUnavailableException if some could not be sent; others may have been
     */
    void send(List<? extends Message> messages);
}
