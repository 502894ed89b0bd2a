package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.DeploymentId;
import java.time.Instant;

/** Tells owners what is about to happen to their deployments. */
@FunctionalInterface
public interface Warnings {

    /**
     * Tells it.
     *
     * @return the receipt
     * @throws NotToldException if it was not told, or if that can't be known
     */
    String tell(Warning warning);

    /**
     * What is told.
     *
     * @param id the same whenever this is told again, so that who gets it twice can tell
     * @param owner the deployment's label {@code owner}; empty if it has none
     * @param sentence what was found and what is going to happen
     */
    record Warning(String id, DeploymentId deployment, String owner, String sentence, Instant at) {}

    /** It could not be told; trying later may help. */
    final class NotToldException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param cause what went wrong */
        public NotToldException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
