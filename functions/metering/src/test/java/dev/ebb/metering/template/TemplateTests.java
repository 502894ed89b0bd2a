package dev.ebb.metering.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.Admission;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.dynamodb.EbbTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** Holds {@code template.yaml} to the code, and to what must never be deployed otherwise. */
class TemplateTests {

    private static final Path ROOT = Path.of("..", "..");

    private final Template template;

    TemplateTests() throws IOException {
        template = Template.read(ROOT.resolve("template.yaml"));
    }

    @Test
    void theTableIsTheOneThatTheCodeDefines() {
        CreateTableRequest code = EbbTable.createRequest("any");
        Map<?, ?> table = template.properties("Table");

        assertThat(table.get("BillingMode")).isEqualTo(code.billingModeAsString());
        assertThat(table.get("KeySchema")).isEqualTo(keys(code.keySchema()));
        assertThat(table.get("AttributeDefinitions"))
                .isEqualTo(code.attributeDefinitions().stream()
                        .map(attribute -> Map.of(
                                "AttributeName", attribute.attributeName(),
                                "AttributeType", attribute.attributeTypeAsString()))
                        .toList());
        assertThat(table.get("GlobalSecondaryIndexes"))
                .isEqualTo(code.globalSecondaryIndexes().stream()
                        .map(TemplateTests::index)
                        .toList());
        assertThat(code.hasLocalSecondaryIndexes()).isFalse();
        assertThat(table.containsKey("LocalSecondaryIndexes")).isFalse();
    }

    @Test
    void theTableForgetsWhatExpiresAndOutlivesEverythingElse() {
        Map<?, ?> table = template.properties("Table");

        assertThat(table.get("TimeToLiveSpecification"))
                .isEqualTo(Map.of("AttributeName", EbbTable.EXPIRES_AT, "Enabled", true));
        assertThat(table.get("PointInTimeRecoverySpecification")).isEqualTo(Map.of("PointInTimeRecoveryEnabled", true));
        assertThat(table.get("SSESpecification")).isEqualTo(Map.of("SSEEnabled", true));
        assertThat(table.get("DeletionProtectionEnabled")).isEqualTo(true);
        assertThat(template.at("Resources", "Table", "DeletionPolicy")).isEqualTo("Retain");
        assertThat(template.at("Resources", "Table", "UpdateReplacePolicy")).isEqualTo("Retain");
    }

    @Test
    void aMessageStaysInvisibleForSixTimesAsLongAsTheFunctionMayRun() {
        int timeout = (Integer) template.properties("MeterUsage").get("Timeout");
        int window = (Integer) template.at(
                "Resources",
                "MeterUsage",
                "Properties",
                "Events",
                "Usage",
                "Properties",
                "MaximumBatchingWindowInSeconds");

        assertThat((Integer) template.properties("UsageQueue").get("VisibilityTimeout"))
                .isGreaterThanOrEqualTo(6 * timeout + window)
                .as("what comes back is there before its replicas count as lost")
                .isLessThan((int) LostRule.STANDARD.standard().toSeconds() / 2);
    }

    @Test
    void theQueueGivesUpOnNothingSilently() {
        assertThat(template.at("Resources", "UsageQueue", "Properties", "RedrivePolicy", "deadLetterTargetArn"))
                .isEqualTo(Map.of("!GetAtt", "DeadLetterQueue.Arn"));
        assertThat(template.at("Resources", "UsageRule", "Properties", "Targets", 0, "DeadLetterConfig", "Arn"))
                .isEqualTo(Map.of("!GetAtt", "DeadLetterQueue.Arn"));
        assertThat(template.list("Resources", "DeadLetterAlarm", "Properties", "AlarmActions"))
                .isEqualTo(List.of(Map.of("!Ref", "AlarmTopic")));
    }

    @Test
    void theQueueIsReadInBatchesThatReportTheirFailuresAndNothingIsFilteredAway() {
        Map<?, ?> source = template.map("Resources", "MeterUsage", "Properties", "Events", "Usage", "Properties");

        assertThat(source.get("FunctionResponseTypes")).isEqualTo(List.of("ReportBatchItemFailures"));
        assertThat(source.containsKey("FilterCriteria")).isFalse();
    }

    @Test
    void theRuleTakesEveryUsageEventAndOnlyTheRuleMaySendToTheQueue() {
        assertThat(template.at("Resources", "UsageRule", "Properties", "EventPattern"))
                .isEqualTo(Map.of("detail-type", List.of(Map.of("prefix", "dev.ebb."))));
        assertThat(template.list("Resources", "QueuePolicy", "Properties", "PolicyDocument", "Statement"))
                .singleElement()
                .satisfies(statement -> assertThat(((Map<?, ?>) statement).get("Condition"))
                        .isEqualTo(Map.of("ArnEquals", Map.of("aws:SourceArn", Map.of("!GetAtt", "UsageRule.Arn")))));
    }

    @Test
    void meteringMayWriteOnlyWhatMeteringWritesAndUseItsQueueAndItsLog() {
        String written = "if ForAllValues:StringLike dynamodb:LeadingKeys="
                + "[ACCOUNT *, ACCOUNTS *, DEPLOYMENT *, IDENTITY *, INGESTION, LATE *, METER *, QUARANTINE *, TOKENS *]";

        assertThat(template.allowed("MeterUsage"))
                .containsExactlyInAnyOrder(
                        "dynamodb:BatchGetItem Table.Arn",
                        "dynamodb:ConditionCheckItem Table.Arn " + written,
                        "dynamodb:DeleteItem Table.Arn if ForAllValues:StringLike dynamodb:LeadingKeys=[DEPLOYMENT *]",
                        "dynamodb:GetItem Table.Arn",
                        "dynamodb:PutItem Table.Arn " + written,
                        "dynamodb:Query Table.Arn",
                        "dynamodb:UpdateItem Table.Arn " + written,
                        "sqs:DeleteMessage UsageQueue.Arn",
                        "sqs:GetQueueAttributes UsageQueue.Arn",
                        "sqs:ReceiveMessage UsageQueue.Arn",
                        "logs:CreateLogStream MeterUsageLogs.Arn",
                        "logs:PutLogEvents MeterUsageLogs.Arn");
    }

    @Test
    void chargingMayWriteOnlyWhatChargingWritesAndMeasureOnlyAsEbb() {
        String written = "if ForAllValues:StringLike dynamodb:LeadingKeys="
                + "[ACCOUNT *, CAPS, DEPLOYMENT *, DRAFTS *, INVOICES *, METER *, PRICES *, RUN *]";

        assertThat(template.allowed("ComputeCharges"))
                .containsExactlyInAnyOrder(
                        "dynamodb:BatchGetItem Table.Arn",
                        "dynamodb:GetItem Table.Arn",
                        "dynamodb:Query Table.Arn",
                        "dynamodb:Query ${Table.Arn}/index/due"
                                + " if ForAllValues:StringLike dynamodb:LeadingKeys=[CHARGE *]",
                        "dynamodb:ConditionCheckItem Table.Arn " + written,
                        "dynamodb:PutItem Table.Arn " + written,
                        "dynamodb:UpdateItem Table.Arn " + written,
                        "dynamodb:DeleteItem Table.Arn"
                                + " if ForAllValues:StringLike dynamodb:LeadingKeys=[DEPLOYMENT *, DRAFTS *]",
                        "sqs:DeleteMessage ChargeQueue.Arn",
                        "sqs:GetQueueAttributes ChargeQueue.Arn",
                        "sqs:ReceiveMessage ChargeQueue.Arn",
                        "sqs:SendMessage ChargeQueue.Arn",
                        "sns:Publish BudgetTopic",
                        "cloudwatch:PutMetricData * if StringEquals cloudwatch:namespace=Ebb",
                        "logs:CreateLogStream ComputeChargesLogs.Arn",
                        "logs:PutLogEvents ComputeChargesLogs.Arn");
    }

    @Test
    void anAccountThatWaitsToBeChargedStaysInvisibleForSixTimesAsLongAsTheFunctionMayRun() {
        int timeout = (Integer) template.properties("ComputeCharges").get("Timeout");

        assertThat((Integer) template.properties("ChargeQueue").get("VisibilityTimeout"))
                .isGreaterThanOrEqualTo(6 * timeout);
        assertThat(template.at("Resources", "ChargeQueue", "Properties", "RedrivePolicy", "deadLetterTargetArn"))
                .isEqualTo(Map.of("!GetAtt", "ChargeDeadLetterQueue.Arn"));
    }

    @Test
    void chargingHasTwoTriggersTheHourAndItsQueue() {
        Map<?, ?> events = template.map("Resources", "ComputeCharges", "Properties", "Events");
        Map<?, ?> queue = template.map("Resources", "ComputeCharges", "Properties", "Events", "Charges", "Properties");

        assertThat(events).hasSize(2);
        assertThat(template.at(
                        "Resources", "ComputeCharges", "Properties", "Events", "Hourly", "Properties", "Schedule"))
                .isEqualTo("cron(0 * * * ? *)");
        assertThat(queue.get("Queue")).isEqualTo(Map.of("!GetAtt", "ChargeQueue.Arn"));
        assertThat(queue.get("FunctionResponseTypes")).isEqualTo(List.of("ReportBatchItemFailures"));
        assertThat(queue.containsKey("FilterCriteria")).isFalse();
    }

    @Test
    void someoneIsToldWhenStatementsDifferFailOrStopComing() {
        for (String metric : List.of(
                "StatementsDiffering",
                "RunningWithoutSession",
                "StatementsFailed",
                "AccountsDeferred",
                "AccountsMissing")) {
            Map<?, ?> alarm = template.properties(metric + "Alarm");
            assertThat(alarm.get("MetricName")).isEqualTo(metric);
            assertThat(alarm.get("Namespace")).isEqualTo("Ebb");
            assertThat(alarm.get("ComparisonOperator")).isEqualTo("GreaterThanThreshold");
            assertThat(alarm.get("Threshold")).isEqualTo(0);
            assertThat(alarm.get("AlarmActions")).isEqualTo(List.of(Map.of("!Ref", "AlarmTopic")));
        }
        Map<?, ?> held = template.properties("InvoicesHeldAlarm");
        assertThat(held.get("MetricName")).isEqualTo("InvoicesHeld");
        assertThat(held.get("Threshold")).isEqualTo(0);
        Map<?, ?> due = template.properties("OldestInvoiceDueAlarm");
        assertThat(due.get("MetricName")).isEqualTo("OldestInvoiceDue");
        assertThat(due.get("Statistic")).isEqualTo("Maximum");
        assertThat(due.get("Threshold")).as("hours").isEqualTo(24);
        assertThat(List.of(held, due)).allSatisfy(alarm -> {
            assertThat(alarm.get("Namespace")).isEqualTo("Ebb");
            assertThat(alarm.get("Period")).as("it is charged once an hour").isEqualTo(3600);
            assertThat(alarm.get("AlarmActions")).isEqualTo(List.of(Map.of("!Ref", "AlarmTopic")));
        });
        Map<?, ?> missed = template.properties("RunMissedAlarm");
        assertThat(missed.get("MetricName")).isEqualTo("RunsPlanned");
        assertThat(missed.get("TreatMissingData")).isEqualTo("breaching");
        assertThat(template.properties("ChargeDeadLetterAlarm").get("Threshold"))
                .isEqualTo(0);
        assertThat(template.properties("ComputeChargesErrorsAlarm").get("MetricName"))
                .isEqualTo("Errors");
    }

    @Test
    void aMonthIsNotInvoicedBeforeADayHasPassedAndTheBusKeepsItsEvents() {
        assertThat(template.at("Parameters", "GraceHours", "MinValue")).isEqualTo(24);
        assertThat(template.at("Parameters", "GraceHours", "Default")).isEqualTo(72);
        assertThat(template.properties("EbbArchive").get("SourceArn")).isEqualTo(Map.of("!GetAtt", "EbbBus.Arn"));
        assertThat(template.properties("EbbArchive").get("RetentionDays")).isEqualTo(Map.of("!Ref", "ArchiveDays"));
        assertThat(template.properties("EbbArchive").get("EventPattern"))
                .isEqualTo(template.properties("UsageRule").get("EventPattern"));
    }

    @Test
    void historyIsLetInOnlyWhereSomebodyAsksForItAndNobodyIsChargedMeanwhile() {
        assertThat(template.at("Conditions", "TakesHistory"))
                .isEqualTo(Map.of("!Equals", List.of(Map.of("!Ref", "History"), "true")));
        assertThat(template.at("Resources", "ComputeCharges", "Properties", "Events", "Hourly", "Properties", "State"))
                .isEqualTo(Map.of("!If", List.of("TakesHistory", "DISABLED", "ENABLED")));
        assertThat(template.at("Parameters", "History", "Default")).isEqualTo("false");
        assertThat(template.map("Resources", "MeterUsage", "Properties", "Environment", "Variables")
                        .get("EBB_HISTORY"))
                .isEqualTo(Map.of("!Ref", "History"));
    }

    @Test
    void identitiesAreKeptAsLongAsEventsAreLetInAtLeast() {
        Map<?, ?> days = template.map("Parameters", "IdentityDays");

        assertThat(days.get("Default")).isEqualTo((int) Admission.IDENTITIES.toDays());
        assertThat(days.get("MinValue")).isEqualTo((int) Admission.MAX_AGE.toDays());
        assertThat(template.at(
                        "Resources", "MeterUsage", "Properties", "Environment", "Variables", "EBB_IDENTITY_DAYS"))
                .isEqualTo(Map.of("!Ref", "IdentityDays"));
    }

    @Test
    void theHandlerIsThere() throws Exception {
        String[] handler =
                template.properties("MeterUsage").get("Handler").toString().split("::", 2);
        Class<?> type = Class.forName(handler[0]);

        assertThat(RequestHandler.class).isAssignableFrom(type);
        assertThat(type.getConstructor()).isNotNull();
        assertThat(handler[1]).isEqualTo("handleRequest");
    }

    @ParameterizedTest
    @CsvSource({
        "MeterUsage, metering",
        "ComputeCharges, charging",
        "SweepDeployments, sweeping",
        "ScaleDeployment, sweeping",
        "DeleteDeployment, sweeping"
    })
    void aFunctionIsBuiltByMavenAndRestoredFromASnapshot(String function, String module) {
        Map<?, ?> properties = template.properties(function);

        assertThat(template.at("Resources", function, "Metadata")).isEqualTo(Map.of("SkipBuild", true));
        assertThat(properties.get("CodeUri")).isEqualTo("functions/" + module + "/target/" + module + "-function.jar");
        assertThat(properties.get("Runtime")).isEqualTo("java25");
        assertThat(properties.get("SnapStart")).isEqualTo(Map.of("ApplyOn", "PublishedVersions"));
        assertThat(properties.containsKey("AutoPublishAlias")).isTrue();
    }

    @Test
    void whoeverIsNamedIsToldOfBudgetsByEmailAndOthersFindTheTopic() {
        assertThat(template.at("Resources", "BudgetEmailSubscription", "Condition"))
                .isEqualTo("HasBudgetEmail");
        assertThat(template.properties("BudgetEmailSubscription"))
                .isEqualTo(Map.of(
                        "TopicArn", Map.of("!Ref", "BudgetTopic"),
                        "Protocol", "email",
                        "Endpoint", Map.of("!Ref", "BudgetEmail")));
        assertThat(template.at("Outputs", "BudgetTopicArn", "Value")).isEqualTo(Map.of("!Ref", "BudgetTopic"));
        assertThat(template.at(
                        "Resources", "ComputeCharges", "Properties", "Environment", "Variables", "EBB_BUDGET_TOPIC"))
                .isEqualTo(Map.of("!Ref", "BudgetTopic"));
    }

    @Test
    void everyVariableThatSamLocalOverridesIsDeclared() throws IOException {
        JsonNode overrides = new ObjectMapper()
                .readTree(Files.readAllBytes(ROOT.resolve("events").resolve("sam-env.json")));

        assertThat(overrides.properties()).isNotEmpty();
        overrides.properties().forEach(function -> {
            Map<?, ?> declared = template.map("Resources", function.getKey(), "Properties", "Environment", "Variables");
            function.getValue()
                    .fieldNames()
                    .forEachRemaining(variable -> assertThat(declared.containsKey(variable))
                            .as(variable)
                            .isTrue());
        });
    }

    private static Map<String, Object> index(GlobalSecondaryIndex index) {
        return Map.of(
                "IndexName",
                index.indexName(),
                "KeySchema",
                keys(index.keySchema()),
                "Projection",
                Map.of("ProjectionType", index.projection().projectionTypeAsString()));
    }

    private static List<Map<String, String>> keys(List<KeySchemaElement> keys) {
        return keys.stream()
                .map(key -> Map.of("AttributeName", key.attributeName(), "KeyType", key.keyTypeAsString()))
                .toList();
    }
}
