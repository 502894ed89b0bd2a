package dev.ebb.local;

import dev.ebb.charging.sns.SnsSender;
import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.cloudwatch.CloudWatchEvidence;
import dev.ebb.sweeping.evidence.MetricsSource;
import dev.ebb.sweeping.sns.SnsWarnings;
import dev.ebb.sweeping.sqs.SqsActionQueue;
import dev.ebb.sweeping.sweeps.Warnings;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A deployed Ebb's queues and topic, by its stack's outputs, and CloudWatch. Its own functions do the rest. */
final class StackOutside implements Outside {

    /** The outputs that {@code template.yaml} has. */
    static final String SCALE_QUEUE = "ScaleQueueUrl";

    static final String DELETE_QUEUE = "DeleteQueueUrl";
    static final String WARNING_TOPIC = "WarningTopicArn";

    private final SqsClient sqs;
    private final SnsClient sns;
    private final ActionQueue actions;
    private final Warnings warnings;
    private final MetricsSource metrics;

    private StackOutside(SqsClient sqs, SnsClient sns, Map<String, String> outputs, MetricsSource metrics) {
        this.sqs = sqs;
        this.sns = sns;
        actions = new SqsActionQueue(
                new SqsSender(sqs, output(outputs, SCALE_QUEUE)),
                Optional.of(new SqsSender(sqs, output(outputs, DELETE_QUEUE))));
        warnings = new SnsWarnings(new SnsSender(sns, output(outputs, WARNING_TOPIC)));
        this.metrics = metrics;
    }

    static StackOutside of(Connection connection) {
        Map<String, String> outputs = connection.outputs();
        return new StackOutside(
                connection.inRegion(SqsClient.builder()).build(),
                connection.inRegion(SnsClient.builder()).build(),
                outputs,
                connection
                        .region()
                        .map(CloudWatchEvidence::in)
                        .orElseGet(() -> CloudWatchEvidence.fromEnvironment(Map.of())));
    }

    private static String output(Map<String, String> outputs, String key) {
        String value = outputs.get(key);
        if (value == null) {
            throw new InputException("--stack: has no output " + key + "; deploy the present template");
        }
        return value;
    }

    @Override
    public ActionQueue actions() {
        return actions;
    }

    @Override
    public Warnings warnings() {
        return warnings;
    }

    @Override
    public MetricsSource metrics() {
        return metrics;
    }

    /** What is in the queues is for the stack's functions. */
    @Override
    public void settle() {}

    /** Likewise: their queues bring back what has not ended. */
    @Override
    public void resume() {}

    @Override
    public void close() {
        sqs.close();
        sns.close();
    }
}
