package dev.ebb.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's word that what seemed to run without a session in [from, to) did not, or is not to be charged.
 *
 * @param replica whose; null for all of the deployment
 * @param reason why, for those who look later
 * @param at when it was said
 */
public record Dismissal(
        DeploymentId deployment, @Nullable String replica, Instant from, Instant to, String reason, Instant at) {

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 1024;

    /**
     * Checks the interval and the reason.
     *
     * @throws IllegalArgumentException if the interval is empty, or the reason is blank or too long
     */
    public Dismissal {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("to: must be after from (" + from + "), is " + to);
        }
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("reason: must have 1 to " + MAX_REASON + " characters");
        }
    }

    /** Whether evidence of [start, end) is dismissed. */
    boolean covers(@Nullable String ofReplica, Instant start, Instant end) {
        return (replica == null || replica.equals(ofReplica)) && !from.isAfter(start) && !to.isBefore(end);
    }
}
