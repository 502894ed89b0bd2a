package dev.ebb.charging.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.charging.budgets.AlertPublisher;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.cloudwatch.ChargeLog;
import dev.ebb.charging.dynamodb.DynamoBilling;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.charging.dynamodb.DynamoRuns;
import dev.ebb.charging.dynamodb.DynamoSpendWatch;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.json.MessageJson;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Measurement;
import dev.ebb.charging.runs.Message;
import dev.ebb.charging.runs.Metrics;
import dev.ebb.charging.sns.SnsAlertPublisher;
import dev.ebb.charging.sns.SnsServer;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.lambda.InvocationContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From events through the hourly runs of ComputeCharges to what subscribers of the topic get. */
class BudgetAlertDynamoTests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PRICES = """
            {"currency": "USD",
             "gpus": [{"accelerator": "H100", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "4.00"}],
             "models": [{"model": "m", "from": "2026-01-01T00:00:00Z",
                         "perMillionPromptTokens": "1.00", "perMillionCompletionTokens": "1.00"}]}
            """;

    private final LocalTable local = new LocalTable();
    private final SnsServer sns = new SnsServer();
    private final List<Message> queue = new ArrayList<>();
    private final List<Measurement> measured = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Optional<AlertPublisher> publisher = Optional.of(new SnsAlertPublisher(sns.client(), SnsServer.TOPIC));

    BudgetAlertDynamoTests() {
        new DynamoPriceBooks(local.client(), local.name())
                .add(PriceBookJson.read(PRICES.getBytes(StandardCharsets.UTF_8)), "the first", LONG_AGO);
        new DynamoBudgets(local.client(), local.name())
                .set(
                        "acme",
                        Budget.of(new Budget.Draft(new Scope.Account(), "120.00", "80", null)),
                        LONG_AGO,
                        Deadline.NONE);
    }

    @AfterEach
    void end() {
        sns.close();
        local.close();
    }

    private void meter(String now, String event) {
        MeterUsage.Result result = new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(local.client(), local.name()),
                        new DynamoQuarantine(local.client(), local.name()),
                        Admission.LIVE)
                .meter(List.of(Original.of(event)), Instant.parse(now), Deadline.NONE);
        assertThat(result.accepted()).isEqualTo(1);
    }

    /** At 4.00 an hour each, since an instant; their event comes at {@code now}. */
    private void twoGpusAreReady(String now, String since) {
        meter(now, """
                {"specversion":"1.0","id":"1","source":"urn:t","type":"dev.ebb.replica.ready",
                 "subject":"accounts/acme/deployments/d/replicas/r","time":"%s",
                 "data":{"accelerator":"H100","acceleratorCount":2}}
                """.formatted(since));
    }

    /** At 1.00 a million, used at 21:50 on 30 November; their event comes at {@code now}. */
    private void ninetySixMillionTokensCome(String now) {
        meter(now, """
                {"specversion":"1.0","id":"1","source":"urn:t","type":"dev.ebb.tokens.used","subject":"accounts/acme",
                 "time":"2026-11-30T21:50:00Z","data":{"model":"m","promptTokens":96000000,"completionTokens":0}}
                """);
    }

    /** The run of an hour, five seconds into it: who was sent to the queue, after the queue has had them charged. */
    private List<String> hour(String hour) throws IOException {
        Instant now = Instant.parse(hour).plusSeconds(5);
        invoke(JSON.createObjectNode().put("detail-type", "Scheduled Event").put("time", hour), now);
        List<Message> taken = List.copyOf(queue);
        queue.clear();
        if (!taken.isEmpty()) {
            ObjectNode batch = JSON.createObjectNode();
            ArrayNode records = batch.putArray("Records");
            taken.forEach(message -> records.addObject()
                    .put("messageId", "m-" + records.size())
                    .put("body", MessageJson.write(message))
                    .put("eventSource", "aws:sqs"));
            invoke(batch, now);
        }
        return taken.stream()
                .map(message -> ((Message.Order) message).account())
                .toList();
    }

    private void invoke(ObjectNode event, Instant now) throws IOException {
        Table table = new Table(local.client(), local.name());
        ComputeCharges charges = new ComputeCharges(
                new DynamoDueAccounts(table),
                new DynamoRuns(table),
                queue::addAll,
                DynamoBilling.of(local.client(), local.name(), Billing.STANDARD_GRACE),
                DynamoSpendWatch.of(local.client(), local.name(), publisher));
        ComputeChargesFunction function = new ComputeChargesFunction(
                charges,
                measurements -> {
                    measured.addAll(measurements);
                    return new Metrics.Publication(0, List.of());
                },
                new ChargeLog(new PrintStream(log, true, StandardCharsets.UTF_8)),
                Clock.fixed(now, ZoneOffset.UTC));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        function.handleRequest(
                new ByteArrayInputStream(JSON.writeValueAsBytes(event)),
                answer,
                new InvocationContext("ComputeCharges", 300_000));
        assertThat(answer.toString(StandardCharsets.UTF_8)).isEqualTo("{\"batchItemFailures\":[]}");
    }

    private List<String> told() {
        return sns.published().stream()
                .map(each -> each.attributes().get("account") + " "
                        + each.attributes().get("budget") + " "
                        + each.attributes().get("threshold"))
                .toList();
    }

    private List<String> monthToDate() {
        return measured.stream()
                .filter(each -> each.name() == Measurement.Name.MONTH_TO_DATE)
                .map(Measurement::value)
                .map(BigDecimal::stripTrailingZeros)
                .map(BigDecimal::toPlainString)
                .toList();
    }

    @Test
    void aThresholdIsToldOnceHoweverOftenTheAccountIsChargedAfterIt() throws IOException {
        twoGpusAreReady("2026-11-30T10:00:01Z", "2026-11-30T10:00:05Z");

        hour("2026-11-30T21:00:00Z");
        List<String> before = told();
        hour("2026-11-30T22:00:00Z");
        List<String> at80 = told();
        hour("2026-11-30T23:00:00Z");

        // 2 GPUs at 4.00 an hour: 88.00 after 11 hours, 96.00 after 12, which are 80 % of 120.00. The day's 14 hours,
        // less five seconds, come to less than 112.00: the forecast does not reach the budget.
        assertThat(monthToDate()).containsExactly("88", "96", "104");
        assertThat(before).isEmpty();
        assertThat(at80).singleElement().asString().startsWith("acme account ").endsWith(" 80");
        assertThat(told()).isEqualTo(at80);
    }

    @Test
    void withoutATopicNothingIsClaimedAndWhatIsReachedIsToldOnceThereIsOne() throws IOException {
        twoGpusAreReady("2026-11-30T10:00:01Z", "2026-11-30T10:00:05Z");
        Optional<AlertPublisher> topic = publisher;
        publisher = Optional.empty();

        hour("2026-11-30T22:00:00Z");
        publisher = topic;
        hour("2026-11-30T23:00:00Z");

        assertThat(monthToDate()).containsExactly("96", "104");
        assertThat(told()).singleElement().asString().endsWith(" 80");
    }

    @Test
    void aTopicThatFailsFailsNoChargeAndIsToldAtTheNextOneAlthoughNothingIsUsedMeanwhile() throws IOException {
        ninetySixMillionTokensCome("2026-11-30T21:50:01Z");
        sns.failing(true);

        List<String> charged = hour("2026-11-30T22:00:00Z");
        List<String> whileItFailed = told();
        sns.failing(false);
        List<String> again = hour("2026-11-30T23:00:00Z");
        List<String> afterwards = hour("2026-12-01T00:00:00Z");

        // 96 million tokens at 1.00 are 80 % of 120.00. In the last 24 hours that is 4.00 an hour: 104.00 at midnight.
        assertThat(charged).containsExactly("acme");
        assertThat(whileItFailed).isEmpty();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("\"message\":\"charged\"", "\"alertsToSend\":{", "told to fail");
        assertThat(again).containsExactly("acme");
        assertThat(told()).singleElement().asString().endsWith(" 80");
        assertThat(afterwards).as("nothing is left to send").isEmpty();
    }

    private List<String> alerts() {
        return sns.published().stream()
                .map(each -> each.message().get("default").asText().contains("2026-11,") ? "November" : "December")
                .toList();
    }

    /**
     * 2 GPUs at 4.00 an hour since 11:30: 92.00 at 23:00, 100.00 at midnight, and 80 % of 120.00 are 96.00. The whole of
     * December will come to more than 120.00, which is December's forecast.
     */
    @Test
    void aThresholdThatIsCrossedInAMonthsLastHourIsToldInTheNextMonthsFirstRunOnce() throws IOException {
        twoGpusAreReady("2026-11-30T11:30:06Z", "2026-11-30T11:30:05Z");

        hour("2026-11-30T23:00:00Z");
        List<String> before = told();
        hour("2026-12-01T00:00:00Z");
        List<String> atMidnight = told();
        List<String> months = alerts();
        hour("2026-12-01T01:00:00Z");
        hour("2026-12-01T02:00:00Z");

        assertThat(before).isEmpty();
        assertThat(atMidnight).containsExactlyInAnyOrder("acme account 120 80", "acme account 120 forecast");
        assertThat(months).containsExactlyInAnyOrder("November", "December");
        assertThat(told()).isEqualTo(atMidnight);
    }

    /** 96 million tokens at 1.00 are 80 % of 120.00; their event comes two days late. */
    @Test
    void whatArrivesInAMonthsGraceTimeIsToldOfThatMonth() throws IOException {
        ninetySixMillionTokensCome("2026-12-02T21:50:01Z");

        hour("2026-12-02T22:00:00Z");
        List<String> told = told();
        hour("2026-12-04T00:00:00Z");

        assertThat(told).singleElement().asString().endsWith(" 80");
        assertThat(alerts()).containsExactly("November");
    }

    /** The last event comes after the charge at 23:00 of the third, and the invoice is made at midnight. */
    @Test
    void whatOnlyTheInvoiceHasIsToldToo() throws IOException {
        ninetySixMillionTokensCome("2026-12-03T23:05:00Z");

        hour("2026-12-04T00:00:00Z");
        hour("2026-12-04T01:00:00Z");

        assertThat(alerts()).containsExactly("November");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("\"invoices\":[1],\"held\":[],\"alerts\":[\"2026-11 account 120 80\"]");
    }
}
