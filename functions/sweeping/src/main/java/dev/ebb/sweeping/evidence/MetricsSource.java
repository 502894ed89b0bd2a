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
     * events are all the evidence. A target that names metrics badly is not without metrics: it has its faults.
     *
     * @param target the announced target, as JSON text
     */
    Optional<Metrics> metrics(DeploymentId deployment, String target);

    /**
     * Asks about all of them together. Each has its answer: one that the service could not give is a failure in it, never
     * an exception and never silence.
     *
     * @param metrics of each deployment at most one
     * @param from the beginning of a minute: that of the window that is to be judged, for a veto holds wherever it lies in it
     * @param to likewise; after {@code from}, not after the present
     * @throws IllegalArgumentException if an argument breaks its rule
     */
    Map<DeploymentId, Answer> ask(List<Metrics> metrics, Instant from, Instant to, Deadline deadline);

    /**
     * What to ask about one deployment.
     *
     * @param source the service and the kind of thing that it watches, in words
     * @param dimensions what names the thing there
     * @param faults what is wrong with the target's naming of it, each with field, rule and value; with any, the service is
     *     not asked, and they are the answer's failures
     */
    record Metrics(DeploymentId deployment, String source, Map<String, String> dimensions, List<String> faults) {
        /** Copies the collections. */
        public Metrics {
            dimensions = Map.copyOf(dimensions);
            faults = List.copyOf(faults);
        }

        /** Without faults. */
        public Metrics(DeploymentId deployment, String source, Map<String, String> dimensions) {
            this(deployment, source, dimensions, List.of());
        }
    }

    /**
     * What the service knows.
     *
     * @param minutes reported where a witness says that the service can see, or every kind of traffic has a value; active
     *     or wanted where there was traffic. With a failure, and within {@code lag} before the end of what was asked, none
     *     is reported for being quiet
     * @param lag how long it may take until a minute's values are there
     * @param failures why it can't be judged: a status that is not complete, a value that is no number, no answer; any
     *     makes the deployment UNKNOWN. A minute without a witness is no failure but a minute that is not reported
     * @param vetoes what speaks against idleness without proving demand: GPUs that are busy
     * @param data what was read, one sentence each, for the evidence
     */
    record Answer(
            ActivityMinutes minutes, Duration lag, List<String> failures, List<String> vetoes, List<String> data) {
        /** Copies the lists. */
        public Answer {
            failures = List.copyOf(failures);
            vetoes = List.copyOf(vetoes);
            data = List.copyOf(data);
        }

        /** Without sentences. */
        public Answer(ActivityMinutes minutes, Duration lag, List<String> failures, List<String> vetoes) {
            this(minutes, lag, failures, vetoes, List.of());
        }
    }
}
