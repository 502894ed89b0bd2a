package dev.ebb.metering.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what {@code template.yaml} says of sweeping to who may do what: the sweep decides, and does nothing itself. */
class SweepTemplateTests {

    private static final String SWEPT =
            " if ForAllValues:StringLike dynamodb:LeadingKeys=[HOURS, INGESTION, SWEEP *, SWEEPS]";

    /** Without the partition of the breaker, the kill switch and the stack's policy. */
    private static final String EXECUTED = " if ForAllValues:StringLike dynamodb:LeadingKeys=[HOURS, SWEEP *]";

    private static final String DEPLOYMENTS = " if ForAllValues:StringLike dynamodb:LeadingKeys=[DEPLOYMENT *]";

    private final Template template;

    SweepTemplateTests() throws IOException {
        template = Template.read(Path.of("..", "..", "template.yaml"));
    }

    @Test
    void theSweepMayReadRecordTellAndOrderAndCanReachNoTarget() {
        assertThat(template.allowed("SweepDeployments"))
                .containsExactlyInAnyOrder(
                        "dynamodb:BatchGetItem Table.Arn",
                        "dynamodb:GetItem Table.Arn",
                        "dynamodb:Query Table.Arn",
                        "dynamodb:Query ${Table.Arn}/index/due"
                                + " if ForAllValues:StringLike dynamodb:LeadingKeys=[DUE *]",
                        "dynamodb:ConditionCheckItem Table.Arn" + SWEPT,
                        "dynamodb:PutItem Table.Arn" + SWEPT,
                        "dynamodb:UpdateItem Table.Arn" + SWEPT,
                        "dynamodb:ConditionCheckItem Table.Arn"
                                + " if ForAllValues:StringLike dynamodb:LeadingKeys=[SWEEPS *]",
                        "dynamodb:ConditionCheckItem Table.Arn" + DEPLOYMENTS,
                        "dynamodb:UpdateItem Table.Arn" + DEPLOYMENTS,
                        "cloudwatch:GetMetricData *",
                        "sns:Publish WarningTopic",
                        "sqs:DeleteMessage SweepQueue.Arn",
                        "sqs:GetQueueAttributes SweepQueue.Arn",
                        "sqs:ReceiveMessage SweepQueue.Arn",
                        "sqs:SendMessage SweepQueue.Arn",
                        "sqs:SendMessage ScaleQueue.Arn",
                        "sqs:SendMessage DeleteQueue.Arn",
                        "sqs:SendMessage UsageQueue.Arn",
                        "dynamodb:DeleteItem Table.Arn if ForAllValues:StringLike dynamodb:LeadingKeys=[INGESTION]",
                        "logs:CreateLogStream SweepDeploymentsLogs.Arn",
                        "logs:PutLogEvents SweepDeploymentsLogs.Arn");
    }

    @Test
    void theScalerMaySpeakAsItselfAndSeesNoDeletion() {
        assertThat(template.allowed("ScaleDeployment"))
                .containsExactlyInAnyOrder(
                        "dynamodb:BatchGetItem Table.Arn",
                        "dynamodb:GetItem Table.Arn",
                        "dynamodb:Query Table.Arn",
                        "dynamodb:ConditionCheckItem Table.Arn" + EXECUTED,
                        "dynamodb:PutItem Table.Arn" + EXECUTED,
                        "dynamodb:UpdateItem Table.Arn" + EXECUTED,
                        "dynamodb:ConditionCheckItem Table.Arn" + DEPLOYMENTS,
                        "dynamodb:UpdateItem Table.Arn" + DEPLOYMENTS,
                        "events:PutEvents EbbBus.Arn if StringEquals events:source=ebb.scale",
                        "sqs:DeleteMessage ScaleQueue.Arn",
                        "sqs:GetQueueAttributes ScaleQueue.Arn",
                        "sqs:ReceiveMessage ScaleQueue.Arn",
                        "sqs:SendMessage ScaleQueue.Arn",
                        "logs:CreateLogStream ScaleDeploymentLogs.Arn",
                        "logs:PutLogEvents ScaleDeploymentLogs.Arn");
    }

    @Test
    void onlyTheDeleterSpeaksOfDeletionsAndItLeavesRestoresToTheScaler() {
        assertThat(template.allowed("DeleteDeployment"))
                .containsExactlyInAnyOrder(
                        "dynamodb:BatchGetItem Table.Arn",
                        "dynamodb:GetItem Table.Arn",
                        "dynamodb:Query Table.Arn",
                        "dynamodb:ConditionCheckItem Table.Arn" + EXECUTED,
                        "dynamodb:PutItem Table.Arn" + EXECUTED,
                        "dynamodb:UpdateItem Table.Arn" + EXECUTED,
                        "dynamodb:ConditionCheckItem Table.Arn" + DEPLOYMENTS,
                        "dynamodb:UpdateItem Table.Arn" + DEPLOYMENTS,
                        "events:PutEvents EbbBus.Arn if StringEquals events:source=ebb.delete",
                        "sqs:DeleteMessage DeleteQueue.Arn",
                        "sqs:GetQueueAttributes DeleteQueue.Arn",
                        "sqs:ReceiveMessage DeleteQueue.Arn",
                        "sqs:SendMessage DeleteQueue.Arn",
                        "sqs:SendMessage ScaleQueue.Arn",
                        "logs:CreateLogStream DeleteDeploymentLogs.Arn",
                        "logs:PutLogEvents DeleteDeploymentLogs.Arn");
    }

    @Test
    void theSweepHasTwoTriggersTheMinuteAndItsQueue() {
        assertThat(template.map("Resources", "SweepDeployments", "Properties", "Events"))
                .hasSize(2);
        Map<?, ?> minutely =
                template.map("Resources", "SweepDeployments", "Properties", "Events", "Minutely", "Properties");
        assertThat(minutely.get("Schedule")).isEqualTo("rate(1 minute)");
        assertThat(minutely.get("State")).isEqualTo(Map.of("!If", List.of("TakesHistory", "DISABLED", "ENABLED")));
        assertThat(queue("SweepDeployments", "Pages").get("Queue")).isEqualTo(Map.of("!GetAtt", "SweepQueue.Arn"));
    }

    @ParameterizedTest
    @CsvSource({"ScaleDeployment, ScaleQueue", "DeleteDeployment, DeleteQueue"})
    void anExecutorHasOneTriggerWhichIsItsOwnQueue(String function, String queue) {
        assertThat(template.map("Resources", function, "Properties", "Events")).hasSize(1);
        assertThat(queue(function, "Actions").get("Queue")).isEqualTo(Map.of("!GetAtt", queue + ".Arn"));
    }

    private Map<?, ?> queue(String function, String event) {
        return template.map("Resources", function, "Properties", "Events", event, "Properties");
    }

    @ParameterizedTest
    @CsvSource({
        "SweepDeployments, Pages, SweepQueue",
        "ScaleDeployment, Actions, ScaleQueue",
        "DeleteDeployment, Actions, DeleteQueue"
    })
    void whatWaitsStaysInvisibleLongEnoughAndIsGivenUpOnWhereSomebodyIsTold(
            String function, String event, String queue) {
        int timeout = (Integer) template.properties(function).get("Timeout");

        assertThat((Integer) template.properties(queue).get("VisibilityTimeout"))
                .isGreaterThanOrEqualTo(6 * timeout);
        assertThat(template.at("Resources", queue, "Properties", "RedrivePolicy", "deadLetterTargetArn"))
                .isEqualTo(Map.of("!GetAtt", "SweepDeadLetterQueue.Arn"));
        assertThat(queue(function, event).get("FunctionResponseTypes")).isEqualTo(List.of("ReportBatchItemFailures"));
        assertThat(queue(function, event).containsKey("FilterCriteria")).isFalse();
    }

    @Test
    void someoneIsToldWhenNoSweepComes() {
        Map<?, ?> missed = template.properties("SweepMissedAlarm");

        assertThat(missed.get("Namespace")).isEqualTo("Ebb");
        assertThat(missed.get("MetricName")).isEqualTo("Sweeps");
        assertThat(missed.get("ComparisonOperator")).isEqualTo("LessThanThreshold");
        assertThat(missed.get("Threshold")).isEqualTo(1);
        assertThat(missed.get("TreatMissingData")).isEqualTo("breaching");
        assertThat(missed.get("AlarmActions")).isEqualTo(List.of(Map.of("!Ref", "AlarmTopic")));
    }

    @ParameterizedTest
    @CsvSource({
        "SweepLagAlarm, SweepLag, 600",
        "IngestionLagAlarm, IngestionLag, 120",
        "SweepErrorsAlarm, SweepErrors, 0",
        "BreakerOpenAlarm, BreakerOpen, 0",
        "SweepDeadLetterAlarm, ApproximateNumberOfMessagesVisible, 0",
        "SweepDeploymentsErrorsAlarm, Errors, 0",
        "ScaleDeploymentErrorsAlarm, Errors, 0",
        "DeleteDeploymentErrorsAlarm, Errors, 0"
    })
    void someoneIsToldWhenSweepingIsLateFailsOrStopsItself(String name, String metric, int threshold) {
        Map<?, ?> alarm = template.properties(name);

        assertThat(alarm.get("MetricName")).isEqualTo(metric);
        assertThat(alarm.get("ComparisonOperator")).isEqualTo("GreaterThanThreshold");
        assertThat(alarm.get("Threshold")).isEqualTo(threshold);
        assertThat(alarm.get("AlarmActions")).isEqualTo(List.of(Map.of("!Ref", "AlarmTopic")));
    }

    /** The names that {@code ebb} looks for. */
    @ParameterizedTest
    @ValueSource(strings = {"ScaleQueueUrl", "DeleteQueueUrl", "WarningTopicArn"})
    void commandsFindQueuesAndTopic(String output) {
        assertThat(template.map("Outputs", output)).isNotEmpty();
    }
}
