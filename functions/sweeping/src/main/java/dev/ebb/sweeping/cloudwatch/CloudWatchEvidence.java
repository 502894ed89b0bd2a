package dev.ebb.sweeping.cloudwatch;

import dev.ebb.charging.cloudwatch.Patience;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.evidence.MetricsSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/**
 * CloudWatch's word on traffic, by {@code GetMetricData}, minute by minute.
 *
 * <p>A deployment's announced target names what CloudWatch watches of it, whatever its {@code type}:
 *
 * <pre>{@code
 * {"type": "sagemaker", "inferenceComponent": "llama-70b"}
 * {"type": "bus", "loadBalancer": "app/front/50dc6c495c0c9188", "targetGroup": "targetgroup/llama/943f017f100becff"}
 * }</pre>
 *
 * <p>A target without any of these members, {@code "event-bus"} for one, names no metrics. One of type {@code sagemaker}
 * without {@code inferenceComponent}, one of the two names of a load balancer's target group without the other, a value that
 * can't be such a name, and both kinds at once are faults: a slip of the pen does not turn the metrics off. All is looked up
 * in the function's own AWS account and region; what runs elsewhere has no witness here, and so is never quiet.
 *
 * <p>What it costs: an inference component is 4 metrics a look, a target group 2, and CloudWatch takes $0.01 for 1,000
 * metrics asked for. 100 inference components that are due are 400 metrics, $0.004, in one request; each of them looked at
 * every hour is 96 metrics, $0.00096, a day. A retry and a halving ask again.
 *
 * <p>A request has at most {@link #MOST_QUERIES} queries, and asks for at most {@link #MOST_POINTS} values where the time
 * asked about allows it, so that its answer is one page; a deployment's queries are in one request.
 */
public final class CloudWatchEvidence implements MetricsSource {

    /** CloudWatch's limit for the queries of one request. */
    static final int MOST_QUERIES = 500;

    /** CloudWatch's limit for the values of one page. */
    static final int MOST_POINTS = 100_800;

    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(5), 3);

    /** How long one request may take, with its retries: with less time left, none is begun. */
    public static final Duration LONGEST_CALL = PATIENCE.longestCall();

    private final CloudWatchClient client;
    private final Patience patience;

    /** Through this client, which keeps to its patience. */
    CloudWatchEvidence(CloudWatchClient client, Patience patience) {
        this.client = client;
        this.patience = patience;
    }

    /** As the environment says: {@code EBB_CLOUDWATCH_ENDPOINT}; region and credentials are the SDK's to find. */
    public static CloudWatchEvidence fromEnvironment(Map<String, String> environment) {
        return new CloudWatchEvidence(PATIENCE.client(environment), PATIENCE);
    }

    /** In this region; credentials are the SDK's to find. */
    public static CloudWatchEvidence in(Region region) {
        return new CloudWatchEvidence(PATIENCE.builder().region(region).build(), PATIENCE);
    }

    /** What a target names of CloudWatch, also for whoever can't ask it. */
    public static Optional<Metrics> named(DeploymentId deployment, String target) {
        return TargetMetrics.in(deployment, target);
    }

    @Override
    public Optional<Metrics> metrics(DeploymentId deployment, String target) {
        return TargetMetrics.in(deployment, target);
    }

    @Override
    public Map<DeploymentId, Answer> ask(List<Metrics> metrics, Instant from, Instant to, Deadline deadline) {
        long first = minute("from", from);
        long end = minute("to", to);
        if (end <= first || end - first > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("to: must be within 2^31 minutes after " + from + ", is " + to);
        }
        if (metrics.stream().map(Metrics::deployment).distinct().count() < metrics.size()) {
            throw new IllegalArgumentException("metrics: must name each deployment once, are " + metrics);
        }
        Map<DeploymentId, Answer> answers = new LinkedHashMap<>();
        Map<DeploymentId, Inquiry> inquiries = new LinkedHashMap<>();
        for (Metrics about : metrics) {
            Optional<Watching> kind = Watching.by(about.dimensions().keySet());
            if (about.faults().isEmpty() && kind.isPresent()) {
                inquiries.put(about.deployment(), Inquiry.about(about, kind.get(), first, end));
            } else {
                answers.put(about.deployment(), unasked(about, first, end));
            }
        }
        Pages pages = new Pages(client, patience, deadline);
        batches(List.copyOf(inquiries.values()), end - first).forEach(pages::ask);
        inquiries.forEach((deployment, inquiry) -> answers.put(deployment, inquiry.answer()));
        return answers;
    }

    private static Answer unasked(Metrics about, long first, long end) {
        List<String> failures = about.faults().isEmpty()
                ? List.of(about.source() + ": nothing that CloudWatch watches has the dimensions " + about.dimensions())
                : about.faults();
        return Inquiry.unasked(failures, first, end);
    }

    private static List<List<Inquiry>> batches(List<Inquiry> inquiries, long minutes) {
        long most = Math.min(MOST_QUERIES, MOST_POINTS / minutes);
        List<List<Inquiry>> batches = new ArrayList<>();
        long room = 0;
        for (Inquiry inquiry : inquiries) {
            int queries = inquiry.readings().size();
            if (room < queries) {
                batches.add(new ArrayList<>());
                room = most;
            }
            batches.getLast().add(inquiry);
            room -= queries;
        }
        return batches;
    }

    private static long minute(String name, Instant instant) {
        long minute = ActivityMinutes.minuteOf(instant);
        if (!ActivityMinutes.startOf(minute).equals(instant)) {
            throw new IllegalArgumentException(name + ": must be the beginning of a minute, is " + instant);
        }
        return minute;
    }
}
