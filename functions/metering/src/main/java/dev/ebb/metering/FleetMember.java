package dev.ebb.metering;

import java.util.Map;

/**
 * A deployment as its counters and its configuration have it, without its replicas.
 *
 * @param readyReplicas that accept requests and were not lost
 * @param startingReplicas that boot
 * @param announced the shape for replicas that become ready now, as far as it is known
 * @param configuration what was announced beside the shape; after a deletion what was announced before it
 * @param deleted whether it was deleted and not created again
 * @param marked whether a sweep, a cap or a person has marked an action of it that is not at its end
 */
public record FleetMember(
        DeploymentId id,
        long readyReplicas,
        long startingReplicas,
        ShapePart announced,
        Usage.Configuration configuration,
        boolean deleted,
        boolean marked) {

    /** Its labels; none if none were announced. */
    public Map<String, String> labels() {
        Map<String, String> labels = configuration.labels();
        return labels == null ? Map.of() : labels;
    }
}
