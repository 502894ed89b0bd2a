package dev.ebb.sweeping.evidence;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A metrics service that knows of deployments' traffic. It is asked for what is due, and for nothing else. */
public interface MetricsSource {

    /**
     * What the service to ask is, by a deployment's announced target; empty if the target names no metrics. Then activity
     * events are all the evidence.
     *
     * @param target the announced target, as JSON text
     */
    Optional<Metrics> metrics(DeploymentId deployment, String target);

    /**
     * Asks about all of them together. Each has its answer: one that the service could not give is a failure in it, never
     * an exception and never silence.
     *
     * @param from the beginning of a minute
     * @param to likewise; not after the present
     */
    Map<DeploymentId, Answer> ask(List<Metrics> metrics, Instant from, Instant to, Deadline deadline);

    /**
     * What to ask about one deployment.
     *
     * @param source the service and the kind of thing that it watches, in words
     * @param dimensions what names the thing there
     */
    record Metrics(DeploymentId deployment, String source, Map<String, String> dimensions) {
        /** Copies the dimensions. */
        public Metrics {
            dimensions = Map.copyOf(dimensions);
        }
    }

    /**
     * What the service knows.
     *
     * @param minutes reported where the witness or the traffic itself has a value, active where there was traffic
     * @param lag how long it may take until a minute's value is there
     * @param failures why it can't be judged: a status that is not complete, no witness, a value that is no number; any
     *     makes the deployment UNKNOWN
     * @param vetoes what speaks against idleness without proving demand: GPUs that are busy
     */
    record Answer(ActivityMinutes minutes, Duration lag, List<String> failures, List<String> vetoes) {
        /** Copies the lists. */
        public Answer {
            failures = List.copyOf(failures);
            vetoes = List.copyOf(vetoes);
        }
    }
}
