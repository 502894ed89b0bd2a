package dev.ebb.sweeping.cloudwatch;

import dev.ebb.charging.cloudwatch.Patience;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** Inference components and target groups, the CloudWatch that watches them, and the evidence that asks it. */
public final class WatchedFleet implements AutoCloseable {

    /** An hour is asked about; with the lag of 5 minutes, the 55 minutes before 10:55 are settled. */
    static final Instant FROM = Instant.parse("2026-11-15T10:00:00Z");

    static final Instant TO = Instant.parse("2026-11-15T11:00:00Z");
    static final int SETTLED = 55;

    static final String INVOCATIONS = "Invocations";
    static final String CONCURRENCY = "ConcurrentRequestsPerCopy";
    static final String NO_CAPACITY = "NoCapacityInvocationFailures";

    private static final Patience PATIENT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), 1);

    private final MetricDataServer server = new MetricDataServer();
    private final CloudWatchClient client;
    private final CloudWatchEvidence evidence;

    /** Patient. */
    public WatchedFleet() {
        this(PATIENT);
    }

    WatchedFleet(Patience patience) {
        client = patience.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "secret")))
                .build();
        evidence = new CloudWatchEvidence(client, patience);
    }

    /** Its CloudWatch. */
    public MetricDataServer server() {
        return server;
    }

    CloudWatchClient client() {
        return client;
    }

    /** Asks it. */
    public CloudWatchEvidence evidence() {
        return evidence;
    }

    static DeploymentId id(String name) {
        return new DeploymentId("acme", name);
    }

    /** That minute of the hour that is asked about. */
    static Instant minute(int number) {
        return FROM.plus(Duration.ofMinutes(number));
    }

    /** The inference component of that name, as a deployment of that name. */
    Metrics component(String name) {
        return evidence.metrics(id(name), "{\"type\":\"sagemaker\",\"inferenceComponent\":\"" + name + "\"}")
                .orElseThrow();
    }

    /** The target group of that name. */
    Metrics targetGroup(String name) {
        return evidence.metrics(
                        id(name),
                        "{\"type\":\"event-bus\",\"loadBalancer\":\"app/front/50dc6c495c0c9188\",\"targetGroup\":\"targetgroup/"
                                + name + "/943f017f100becff\"}")
                .orElseThrow();
    }

    /** A copy runs in these minutes: that much of all its GPUs is used. */
    void runs(Metrics component, int from, int to, String percent) {
        for (int i = from; i < to; i++) {
            server.data()
                    .put(
                            "/aws/sagemaker/InferenceComponents",
                            "GPUUtilizationNormalized",
                            component.dimensions(),
                            minute(i),
                            percent);
        }
    }

    /** A copy runs all the hour, and its GPUs are quiet. */
    void runsQuietly(Metrics component) {
        runs(component, 0, 60, "0.0");
    }

    /** SageMaker counts this in that minute. */
    void counts(Metrics component, String metric, int minute, String value) {
        server.data().put("AWS/SageMaker", metric, component.dimensions(), minute(minute), value);
    }

    /** The load balancer counts this in that minute. */
    void balances(Metrics targetGroup, String metric, int minute, String value) {
        server.data().put("AWS/ApplicationELB", metric, targetGroup.dimensions(), minute(minute), value);
    }

    /** What is said of one. */
    Answer ask(Metrics metrics) {
        return ask(List.of(metrics)).get(metrics.deployment());
    }

    Map<DeploymentId, Answer> ask(List<Metrics> metrics) {
        return evidence.ask(metrics, FROM, TO, Deadline.NONE);
    }

    /** Minutes of the hour that were reported. */
    static long reported(Answer answer) {
        return answer.minutes().countReported(ActivityMinutes.minuteOf(FROM), ActivityMinutes.minuteOf(TO));
    }

    /** Whether each settled minute of the hour is reported and none of them is active or wanted. */
    static boolean isQuiet(Answer answer) {
        long first = ActivityMinutes.minuteOf(FROM);
        return answer.failures().isEmpty()
                && answer.vetoes().isEmpty()
                && LongStream.range(first, first + SETTLED)
                        .allMatch(minute -> answer.minutes().isReported(minute))
                && answer.minutes().lastDemand(ActivityMinutes.minuteOf(TO)).isEmpty();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
