package dev.ebb.local.simulation;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.cloudwatch.CloudWatchEvidence;
import dev.ebb.sweeping.evidence.MetricsSource;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where no metrics service is: what it would have to say is not known, so what names one can't be judged. */
public final class NoMetrics implements MetricsSource {

    @Override
    public Optional<Metrics> metrics(DeploymentId deployment, String target) {
        return CloudWatchEvidence.named(deployment, target);
    }

    @Override
    public Map<DeploymentId, Answer> ask(List<Metrics> metrics, Instant from, Instant to, Deadline deadline) {
        BitSet none = new BitSet();
        ActivityMinutes nothing =
                ActivityMinutes.of(ActivityMinutes.minuteOf(from), ActivityMinutes.minuteOf(to), none, none, none);
        Map<DeploymentId, Answer> answers = new HashMap<>();
        metrics.forEach(each -> answers.put(
                each.deployment(),
                new Answer(
                        nothing,
                        Duration.ZERO,
                        List.of(each.source() + " is not asked by an Ebb on this machine"),
                        List.of())));
        return answers;
    }
}
