package dev.ebb.charging.exports;

import dev.ebb.metering.Announced;
import dev.ebb.metering.DeploymentHistory;
import dev.ebb.metering.DeploymentId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of deployments. */
@FunctionalInterface
public interface Labels {

    /** Those that a deployment had; none if it was announced without. */
    Map<String, String> at(DeploymentId deployment, Instant instant);

    /** As they were announced. Each deployment's announcements are read once. */
    static Labels announced(DeploymentHistory history) {
        Map<DeploymentId, List<Announced>> read = new HashMap<>();
        return (deployment, instant) -> {
            Map<String, String> labels = Announced.at(read.computeIfAbsent(deployment, history::announcements), instant)
                    .configuration()
                    .labels();
            return labels == null ? Map.of() : labels;
        };
    }
}
