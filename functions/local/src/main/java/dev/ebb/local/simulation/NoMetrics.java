package dev.ebb.local.simulation;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.evidence.MetricsSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** No metrics service: activity events are all the evidence. */
final class NoMetrics implements MetricsSource {

    @Override
    public Optional<Metrics> metrics(DeploymentId deployment, String target) {
        return Optional.empty();
    }

    @Override
    public Map<DeploymentId, Answer> ask(List<Metrics> metrics, Instant from, Instant to, Deadline deadline) {
        if (!metrics.isEmpty()) {
            throw new IllegalArgumentException("metrics: must be empty, for no target names any here, is " + metrics);
        }
        return Map.of();
    }
}
