package dev.ebb.charging.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.cloudwatch.CloudWatchServer;
import dev.ebb.charging.cloudwatch.CloudWatchServer.Datum;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.charging.sns.SnsAlertPublisher;
import dev.ebb.charging.sns.SnsSender;
import dev.ebb.charging.sns.SnsServer;
import dev.ebb.charging.sqs.LocalQueue;
import dev.ebb.charging.sqs.SqsChargeQueue;
import dev.ebb.metering.Admission;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.LocalServer;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.json.Samples;
import dev.ebb.metering.lambda.FunctionProcess;
import dev.ebb.metering.lambda.RuntimeApiServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The function in a JVM of its own under Lambda's runtime interface client, with every service that it reaches over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputeChargesRuntimeTests {

    private static final Path EVENTS = Path.of("..", "..", "events");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RuntimeApiServer.Answer NOTHING_FAILED =
            new RuntimeApiServer.Answer.Response("{\"batchItemFailures\":[]}");

    private final LocalServer dynamo = new LocalServer();
    private final DynamoDbClient client = dynamo.client();
    private final String table = dynamo.freshTable();
    private final LocalQueue queue = new LocalQueue();
    private final CloudWatchServer cloudWatch = new CloudWatchServer();
    private final SnsServer sns = new SnsServer();
    private final FunctionProcess function;

    ComputeChargesRuntimeTests() throws IOException {
        new DynamoPriceBooks(client, table)
                .add(PriceBookJson.read(Files.readAllBytes(EVENTS.resolve("prices.json"))), "the first", Instant.EPOCH);
        function = new FunctionProcess(
                "ComputeCharges",
                ComputeChargesFunction.class.getName() + "::handleRequest",
                Map.ofEntries(
                        Map.entry(TableAccess.TABLE_VARIABLE, table),
                        Map.entry(
                                TableAccess.ENDPOINT_VARIABLE, dynamo.endpoint().toString()),
                        Map.entry(SqsChargeQueue.QUEUE_VARIABLE, queue.address()),
                        Map.entry("EBB_SQS_ENDPOINT", queue.endpoint().toString()),
                        Map.entry(
                                "EBB_CLOUDWATCH_ENDPOINT", cloudWatch.endpoint().toString()),
                        Map.entry(SnsAlertPublisher.TOPIC_VARIABLE, SnsServer.TOPIC),
                        Map.entry(SnsSender.ENDPOINT_VARIABLE, sns.endpoint().toString()),
                        Map.entry(ComputeChargesFunction.GRACE_VARIABLE, "72"),
                        Map.entry("AWS_ACCESS_KEY_ID", LocalServer.ACCESS_KEY),
                        Map.entry("AWS_SECRET_ACCESS_KEY", "secret")));
    }

    @AfterAll
    void stop() throws IOException {
        function.close();
        sns.close();
        cloudWatch.close();
        queue.close();
        client.close();
        dynamo.close();
    }

    private void meter(String account, Instant now) {
        String event = """
                {"specversion":"1.0","id":"%s","source":"urn:test","type":"dev.ebb.tokens.used","subject":"accounts/%s",
                 "time":"%s","data":{"model":"llama-v3p1-8b-instruct","promptTokens":5000000,"completionTokens":0}}
                """.formatted(account, account, now);
        MeterUsage.Result result = new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(client, table),
                        new DynamoQuarantine(client, table),
                        Admission.LIVE)
                .meter(List.of(Original.of(event)), now, Deadline.NONE);
        assertThat(result.accepted()).isEqualTo(1);
    }

    private static String sample(String name, Instant now) throws IOException {
        return new String(Samples.current(Files.readAllBytes(EVENTS.resolve(name)), now), StandardCharsets.UTF_8);
    }

    private List<Datum> measured(String dimension, String metric) {
        return cloudWatch.data().stream()
                .filter(datum ->
                        datum.dimension().equals(dimension) && datum.metric().equals(metric))
                .toList();
    }

    @Test
    void theScheduleSendsWhoIsDueAndTheQueueHasThemCharged() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        meter("scheduled", now);
        new DynamoBudgets(client, table)
                .set(
                        "scheduled",
                        Budget.of(new Budget.Draft(new Scope.Account(), "1.25", "80", null)),
                        now,
                        Deadline.NONE);

        RuntimeApiServer.Answer planned = function.invoke(sample("charge-schedule.json", ChargeMark.hourFor(now)));
        List<Message> messages = queue.take();
        RuntimeApiServer.Answer charged = function.invoke(batch(messages));

        assertThat(planned).isEqualTo(NOTHING_FAILED);
        assertThat(messages)
                .filteredOn(message -> message.body().contains("\"account\":\"scheduled\""))
                .hasSize(1);
        assertThat(charged).isEqualTo(NOTHING_FAILED);
        // Five million prompt tokens at 0.20 a million.
        assertThat(measured("account=scheduled", "MonthToDate")).singleElement().satisfies(datum -> {
            assertThat(datum.value()).isEqualByComparingTo(new BigDecimal("1.00"));
            assertThat(datum.at()).isBetween(now, now.plus(Duration.ofMinutes(5)));
        });
        // 80 % of 1.25
        assertThat(sns.published())
                .extracting(published -> published.attributes().get("threshold"))
                .contains("80");
        assertThat(measured("function=ComputeCharges", "RunsPlanned")).isNotEmpty();
        assertThat(function.log()).contains("\"message\":\"run planned\"", "\"message\":\"charged\"");
    }

    @Test
    void theSampleBatchIsDoneWithAndItsPoisonIsLoggedWithFieldRuleAndValue() throws Exception {
        RuntimeApiServer.Answer answer = function.invoke(sample("charge-batch.json", Instant.now()));

        assertThat(answer).isEqualTo(NOTHING_FAILED);
        assertThat(function.log()).contains("run: must be a full hour of UTC, is 2026-06-15T10:30:00Z");
        assertThat(measured("function=ComputeCharges", "StatementsFailed"))
                .extracting(Datum::value)
                .anySatisfy(value -> assertThat(value).isGreaterThanOrEqualTo(BigDecimal.ONE));
    }

    @Test
    void aFailingCloudWatchFailsNoCharge() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        meter("unmeasured", now);
        ObjectNode order = JSON.createObjectNode();
        order.put("run", now.truncatedTo(ChronoUnit.HOURS).toString()).put("account", "unmeasured");

        cloudWatch.fail(true);
        RuntimeApiServer.Answer answer = function.invoke(batch(
                List.of(Message.builder().messageId("m").body(order.toString()).build())));
        cloudWatch.fail(false);

        assertThat(answer).isEqualTo(NOTHING_FAILED);
        assertThat(measured("account=unmeasured", "MonthToDate")).isEmpty();
        assertThat(function.log()).contains("\"message\":\"metrics lost\"", "out of order");
    }

    @Test
    void anEventOfNeitherTriggerIsAFaultThatSaysSo() throws Exception {
        assertThat(function.invoke("{}"))
                .isInstanceOfSatisfying(
                        RuntimeApiServer.Answer.Fault.class,
                        fault -> assertThat(fault.json()).contains("event: must have Records"));
    }

    private static String batch(List<Message> messages) {
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode records = batch.putArray("Records");
        messages.forEach(message -> records.addObject()
                .put("messageId", message.messageId())
                .put("body", message.body())
                .put("eventSource", "aws:sqs"));
        return batch.toString();
    }
}
