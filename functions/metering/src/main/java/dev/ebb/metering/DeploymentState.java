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
 * @param zeroSince since when no replica has been ready, if none is
 */
public record DeploymentState(
        DeploymentId id,
        Phase phase,
        long readyReplicas,
        long startingReplicas,
        long lostReplicas,
        ShapePart announced,
        Usage.Configuration configuration,
        @Nullable Instant zeroSince) {

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

    /** Since when no replica has been ready, if none is. */
    public Optional<Instant> atZeroSince() {
        return Optional.ofNullable(zeroSince);
    }
}
