package dev.ebb.sweeping.cloudwatch;

import dev.ebb.sweeping.cloudwatch.Series.Meaning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What CloudWatch watches of a deployment, by the kind of thing that runs it. Names and statistics are those of "Amazon
 * SageMaker AI metrics in Amazon CloudWatch" and "CloudWatch metrics for your Application Load Balancer".
 *
 * @param source in words
 * @param parts what names a thing of this kind
 * @param series what is read of it
 */
record Watching(String source, List<Part> parts, List<Series> series) {
    /**
     * An inference component of SageMaker. Concurrency shows the call that takes longer than the minutes in which calls
     * begin; demand without a copy shows as {@code NoCapacityInvocationFailures}. GPU utilisation has a value each minute
     * while a copy runs (where the endpoint publishes every 60 s or more often), so it is the witness. The normalised one is
     * read: the other is summed over the GPUs, so that four of them reach 400.
     * At zero there is no witness: demand is seen there, but it can't be told that there is none.
     */
    static final Watching INFERENCE_COMPONENT = new Watching(
            "CloudWatch: SageMaker inference component",
            List.of(new Part(
                    "inferenceComponent",
                    "InferenceComponentName",
                    Pattern.compile("(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"),
                    "must be a string of 1 to 63 letters, digits and inner hyphens")),
            List.of(
                    new Series("AWS/SageMaker", "Invocations", "Sum", Meaning.TRAFFIC),
                    new Series("AWS/SageMaker", "ConcurrentRequestsPerCopy", "Maximum", Meaning.TRAFFIC),
                    new Series("AWS/SageMaker", "NoCapacityInvocationFailures", "Sum", Meaning.TURNED_AWAY),
                    new Series(
                            "/aws/sagemaker/InferenceComponents",
                            "GPUUtilizationNormalized",
                            "Maximum",
                            Meaning.LOAD)));

    /**
     * A target group of an Application Load Balancer, before ECS or EC2. Requests are counted when there are any, and not
     * reported otherwise; the count of healthy hosts is reported all the time, so it is the witness. The load balancer
     * counts a request once, however long it takes, and does not tell which target group a request was for that found no
     * target: that is for {@code requests.rejected} to say.
     */
    static final Watching TARGET_GROUP = new Watching(
            "CloudWatch: target group of a load balancer",
            List.of(
                    new Part(
                            "loadBalancer",
                            "LoadBalancer",
                            Pattern.compile("app/[A-Za-z0-9-]{1,32}/[A-Za-z0-9]{1,32}"),
                            "must be a string like app/name/50dc6c495c0c9188"),
                    new Part(
                            "targetGroup",
                            "TargetGroup",
                            Pattern.compile("targetgroup/[A-Za-z0-9-]{1,32}/[A-Za-z0-9]{1,32}"),
                            "must be a string like targetgroup/name/943f017f100becff")),
            List.of(
                    new Series("AWS/ApplicationELB", "RequestCount", "Sum", Meaning.TRAFFIC),
                    new Series("AWS/ApplicationELB", "HealthyHostCount", "Maximum", Meaning.WITNESS)));

    /** Both services publish each minute, mostly within two or three; this leaves room. What is later is not reported. */
    private static final Duration LAG = Duration.ofMinutes(5);

    /** All kinds. */
    static final List<Watching> ALL = List.of(INFERENCE_COMPONENT, TARGET_GROUP);

    /** Copies the lists. */
    Watching {
        parts = List.copyOf(parts);
        series = List.copyOf(series);
    }

    /**
     * A part of a thing's name.
     *
     * @param member of the target's JSON
     * @param dimension of the metrics
     * @param pattern that the value must match
     * @param rule the pattern, in words
     */
    record Part(String member, String dimension, Pattern pattern, String rule) {}

    /** How long it may take until a minute's values are there. */
    Duration lag() {
        return LAG;
    }

    /** The kind that these dimensions name. */
    static Optional<Watching> by(Set<String> dimensions) {
        return ALL.stream()
                .filter(kind -> kind.parts.stream()
                        .map(Part::dimension)
                        .collect(Collectors.toSet())
                        .equals(dimensions))
                .findFirst();
    }
}
