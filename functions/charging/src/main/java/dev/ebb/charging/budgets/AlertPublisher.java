package dev.ebb.charging.budgets;

/** Tells the world. */
@FunctionalInterface
public interface AlertPublisher {

    /** It could not be told; trying later may help. */
    final class NotPublishedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param cause what went wrong */
        public NotPublishedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Publishes it.
     *
     * @return the receipt
     * @throws NotPublishedException if it was not published, or if that can't be known
     */
    String publish(AlertMessage message);
}
