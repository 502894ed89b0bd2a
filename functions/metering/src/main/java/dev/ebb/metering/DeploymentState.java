package dev.ebb.metering;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment is doing now.
 *
 * @param phase in a word
 * @param readyReplicas that accept requests and were not lost
 * @param startingReplicas that boot
 * @param lostReplicas that fell silent and have not been seen to stop
 * @param announced the shape for replicas that become ready now, as far as it is known
 * @param configuration what was announced beside the shape
 * @param idleSince since when no minute has been active, while replicas are ready; otherwise since when none has been
 *     ready; null if none ever was
 */
public record DeploymentState(
        DeploymentId id,
        Phase phase,
        long readyReplicas,
        long startingReplicas,
        long lostReplicas,
        ShapePart announced,
        Usage.Configuration configuration,
        @Nullable Instant idleSince) {

    /** In a word. */
    public enum Phase {
        /** Replicas accept requests. */
        RUNNING,
        /** None does, and at least one boots. */
        STARTING,
        /** None is ready, and at least one fell silent: not known to be at zero. */
        LOST,
        /** None. */
        AT_ZERO,
        /** Deleted and not created again. */
        DELETED
    }

    /** {@link #idleSince}, if a replica was ever ready. */
    public Optional<Instant> hasBeenIdleSince() {
        return Optional.ofNullable(idleSince);
    }
}
