package dev.ebb.sweeping;

import java.time.Duration;

/** Where actions wait to be executed. A message may be delivered more than once, and in any order. */
public interface ActionQueue {

    /** The longest delay there is. */
    Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /**
     * Sends an action to whoever executes it.
     *
     * @param delay from 0 to {@link #LONGEST_DELAY}; a longer one is cut, a part of a second rounded up
     * @throws QueueUnavailableException if it could not be sent, or it is not known whether it was
     */
    void send(ActionId id, Duration delay);

    /** The same at once; what gets there twice is the same action. */
    default void send(ActionId id) {
        send(id, Duration.ZERO);
    }

    /** The queue did not take a message. Trying later may help. */
    final class QueueUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** @param cause what the last attempt died of */
        public QueueUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
