package dev.ebb.charging.budgets;

import dev.ebb.metering.DeploymentId;
import java.util.Map;
import java.util.Optional;

/**
 * A hard cap as people are shown it.
 *
 * @param outlook how near it is
 * @param heldBy what keeps it from stopping a deployment, in words; whoever is not in it can be stopped
 */
public record CapView(CapOutlook outlook, Map<DeploymentId, String> heldBy) {

    /** Copies the obstacles. */
    public CapView {
        heldBy = Map.copyOf(heldBy);
    }

    /** What keeps it from stopping this one. */
    public Optional<String> heldBy(DeploymentId deployment) {
        return Optional.ofNullable(heldBy.get(deployment));
    }
}
