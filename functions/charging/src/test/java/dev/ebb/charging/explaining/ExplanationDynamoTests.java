package dev.ebb.charging.explaining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoInvoices;
import dev.ebb.charging.json.ExplanationJson;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.dynamodb.DynamoHistory;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.json.JsonEventReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A month with everything in it, metered by the real code into a table, explained from there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplanationDynamoTests {

    private static final Instant AS_OF = Instant.parse("2026-11-20T00:00:00Z");
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final String H100 = "{\"accelerator\":\"H100\",\"acceleratorCount\":2}";

    private final LocalTable table = new LocalTable();
    private final List<JsonNode> explanations = new ArrayList<>();
    private Statement statement = Statement.of("acme", NOVEMBER, tariff(), List.of(), true);

    private static UnitPrice price(String from, String amount) {
        return new UnitPrice(Instant.parse(from), from, new BigDecimal(amount), amount);
    }

    private static Tariff tariff() {
        String january = "2026-01-01T00:00:00Z";
        List<PriceBook.GpuPrice> gpus = List.of(
                new PriceBook.GpuPrice("H100", "*", price(january, "7.01")),
                new PriceBook.GpuPrice("H100", "*", price("2026-11-07T03:04:05.006Z", "8.03")),
                new PriceBook.GpuPrice("A100", "eu", price(january, "2.99")));
        UnitPrice token = price(january, "0.37");
        List<PriceBook.ModelPrice> models = List.of(
                new PriceBook.ModelPrice("llama", token, null, token),
                new PriceBook.ModelPrice("qwen", token, price(january, "0.11"), token));
        Instant term = Instant.parse("2026-11-08T00:00:00Z");
        UnitPrice reserved =
                new UnitPrice(term, term.toString(), new BigDecimal("4.57"), "4.57", new UnitPrice.Agreed(term, null));
        Agreement agreement = new Agreement(List.of(new Agreement.Term(
                term,
                List.of(),
                List.of(),
                new BigDecimal("7.5"),
                "7.5",
                List.of(new Commitment("H100", "*", 3000, reserved)))));
        return new Tariff(new PriceBook(Currency.getInstance("USD"), gpus, models), agreement);
    }

    private static EventText month() {
        EventText events = new EventText()
                .deployment("created", "2026-11-01T00:00:00Z", "llama", H100)
                .deployment("updated", "2026-11-05T00:00:00Z", "llama", "{\"acceleratorCount\":\"0.5\"}")
                .replica("starting", "2026-11-02T09:50:00Z", "llama", "r1", "")
                .replica("ready", "2026-11-02T10:00:00Z", "llama", "r1", "")
                .replica("ready", "2026-11-02T11:00:00Z", "llama", "r1", "")
                .replica("stopped", "2026-11-03T12:34:56.789Z", "llama", "r1", "")
                .replica("ready", "2026-11-06T00:00:00.001Z", "llama", "r1", "")
                .replica("stopped", "2026-11-09T07:08:09.123Z", "llama", "r1", "")
                .replica("ready", "2026-10-30T00:00:00Z", "llama", "r2", H100)
                .replica(
                        "ready",
                        "2026-11-04T05:06:07Z",
                        "llama",
                        "r2",
                        "{\"accelerator\":\"A100\",\"acceleratorCount\":1,\"region\":\"eu\"}")
                .deployment("deleted", "2026-11-10T00:00:00.500Z", "llama", "")
                .replica("ready", "2026-11-12T00:00:00Z", "quiet", "q1", H100)
                .replica("alive", "2026-11-12T03:00:00.777Z", "quiet", "q1", "")
                .replica("ready", "2026-11-13T00:00:00Z", "steady", "s1", H100)
                .replica(
                        "ready",
                        "2026-11-13T00:00:00Z",
                        "unknown",
                        "u1",
                        "{\"accelerator\":\"L4\",\"acceleratorCount\":1}")
                .replica("stopped", "2026-11-13T01:00:00Z", "unknown", "u1", "")
                .tokens("2026-11-03T10:01:00Z", "llama", 1_234_567, 1000, 7_654_321)
                .tokens("2026-11-08T00:00:00Z", "llama", 2_000_003, 0, 1)
                .tokens("2026-11-09T23:59:59Z", "qwen", 5_000_001, 4_000_000, 333_333);
        for (int minute = 10; minute < 58; minute += 4) {
            events.replica("ready", "2026-11-14T06:" + minute + ":00Z", "restless", "f1", H100)
                    .replica("stopped", "2026-11-14T06:" + (minute + 1) + ":07.001Z", "restless", "f1", "");
        }
        events.replica("stopped", "2026-11-14T00:00:00Z", "steady", "s1", "");
        return events.voided("2026-11-15T00:00:00Z", events.count());
    }

    @BeforeAll
    void meterAndExplain() throws IOException {
        DynamoLedger ledger = new DynamoLedger(table.client(), table.name(), null);
        MeterUsage.Result metered = new MeterUsage(
                        new JsonEventReader(),
                        ledger,
                        new DynamoQuarantine(table.client(), table.name()),
                        Admission.HISTORY)
                .meter(month().all(), AS_OF, Deadline.NONE);
        assertThat(metered.rejections()).isEmpty();
        ledger.settle("acme", AS_OF, LostRule.STANDARD, Deadline.NONE);
        Explaining explaining = explaining();
        statement = explaining.computed().statement();
        for (int number = 1; number <= statement.lines().size(); number++) {
            explanations.add(new JsonMapper().readTree(ExplanationJson.write(explaining.line(statement, number))));
        }
    }

    private Explaining explaining() {
        return new Explaining(
                new DynamoUsage(table.client(), table.name()),
                new DynamoHistory(table.client(), table.name()),
                tariff(),
                new Correcting(
                        new DynamoInvoices(table.client(), table.name()),
                        new DynamoAccounts(table.client(), table.name()).settings("acme")),
                "acme",
                NOVEMBER,
                AS_OF);
    }

    @AfterAll
    void drop() {
        table.close();
    }

    private List<JsonNode> priced() {
        return explanations.stream()
                .filter(explanation -> !explanation.get("exactAmount").isNull())
                .toList();
    }

    @Test
    void everyExactAmountIsWhatItsExplanationComesTo() {
        assertThat(priced()).hasSizeGreaterThanOrEqualTo(14).hasSize(explanations.size() - 1);

        assertThat(priced()).allSatisfy(explanation -> {
            assertThat(explanation.has("unexplainedMicroGpuSeconds")).isFalse();
            Recomputation again = Recomputation.of(explanation);
            assertThat(again.isSameAs(Recomputation.fraction(explanation.get("exactAmount"))))
                    .as("%s", explanation)
                    .isTrue();
        });
        assertThat(explanations.stream().filter(each -> each.has("reservedMicroGpuSeconds")))
                .as("commitments cover some of it")
                .isNotEmpty();
    }

    @Test
    void everyRoundedAmountFollowsFromTheExactOnes() {
        List<Recomputation> exact = priced().stream().map(Recomputation::of).toList();
        Recomputation sum =
                exact.stream().reduce(new Recomputation(BigInteger.ZERO, BigInteger.ONE), Recomputation::plus);
        BigInteger floors = exact.stream().map(Recomputation::floorCents).reduce(BigInteger.ZERO, BigInteger::add);
        List<Integer> byLost = IntStream.range(0, exact.size())
                .boxed()
                .sorted((one, two) -> exact.get(two).compareLostCents(exact.get(one)))
                .toList();
        int missing = sum.halfUpCents().subtract(floors).intValueExact();

        assertThat(statement.total()).isEqualTo(new BigDecimal(sum.halfUpCents(), 2));
        for (int i = 0; i < exact.size(); i++) {
            int rank = byLost.indexOf(i);
            BigInteger cents = exact.get(i).floorCents().add(rank < missing ? BigInteger.ONE : BigInteger.ZERO);
            JsonNode rounding = priced().get(i).get("rounding");
            assertThat(rounding.get("rank").asInt()).isEqualTo(rank + 1);
            assertThat(rounding.get("raised").asBoolean()).isEqualTo(rank < missing);
            assertThat(rounding.get("amount").asText()).isEqualTo(new BigDecimal(cents, 2).toPlainString());
            assertThat(priced().get(i).at("/line/amount")).isEqualTo(rounding.get("amount"));
            assertThat(Recomputation.fraction(priced().get(i).at("/statement/exactTotal"))
                            .isSameAs(sum))
                    .isTrue();
        }
    }

    private JsonNode session(String deployment, String replica, String from) {
        return explanations.stream()
                .filter(each -> each.at("/line/deployment").asText().equals(deployment))
                .flatMap(each -> StreamSupport.stream(each.get("sessions").spliterator(), false))
                .filter(each -> each.get("replica").asText().equals(replica)
                        && each.get("from").asText().equals(from))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> events(JsonNode session) {
        List<String> events = new ArrayList<>();
        session.get("events")
                .forEach(event -> events.add(event.get("role").asText() + " "
                        + event.get("type").asText().substring("dev.ebb.".length()) + " "
                        + event.get("id").asText()));
        return events;
    }

    @Test
    void aSessionNamesTheEventsThatMadeIt() {
        assertThat(events(session("llama", "r1", "2026-11-02T10:00:00Z")))
                .containsExactly(
                        "shaped deployment.created 1",
                        "booted replica.starting 3",
                        "opened replica.ready 4",
                        "confirmed replica.ready 5",
                        "closed replica.stopped 6");
        assertThat(events(session("llama", "r1", "2026-11-06T00:00:00.001Z")))
                .as("the number of GPUs was announced later than the accelerator")
                .containsExactly(
                        "shaped deployment.created 1",
                        "shaped deployment.updated 2",
                        "opened replica.ready 7",
                        "closed replica.stopped 8");
    }

    @Test
    void aSessionOfAnotherShapeBeginsWhereTheOneBeforeEnds() {
        assertThat(events(session("llama", "r2", "2026-11-01T00:00:00Z")))
                .as("it began in October, and is cut to the period")
                .containsExactly("opened replica.ready 9", "closed replica.ready 10");
        assertThat(session("llama", "r2", "2026-11-01T00:00:00Z")
                        .at("/session/from")
                        .asText())
                .isEqualTo("2026-10-30T00:00:00Z");
        assertThat(events(session("llama", "r2", "2026-11-04T05:06:07Z")))
                .containsExactly("opened replica.ready 10", "closed deployment.deleted 11");
    }

    @Test
    void aSessionThatALossOrNothingEndedSaysSo() {
        assertThat(session("quiet", "q1", "2026-11-12T00:00:00Z")
                        .at("/session/ending")
                        .asText())
                .isEqualTo("silent");
        assertThat(session("quiet", "q1", "2026-11-12T00:00:00Z").get("to").asText())
                .isEqualTo("2026-11-12T03:00:00.777Z");
        assertThat(session("steady", "s1", "2026-11-13T00:00:00Z")
                        .at("/session/ending")
                        .asText())
                .as("its stop was voided")
                .isEqualTo("running");
    }

    @Test
    void aLongHistoryIsReadFromAllItsPages() {
        long sessions = explanations.stream()
                .filter(each -> each.at("/line/deployment").asText().equals("restless"))
                .flatMap(each -> StreamSupport.stream(each.get("sessions").spliterator(), false))
                .peek(each -> assertThat(events(each)).hasSize(2))
                .count();

        assertThat(sessions).isEqualTo(12);
    }

    @Test
    void tokensSayWhyTheyNameNoEvents() {
        JsonNode prompt = explanations.stream()
                .filter(each -> each.at("/line/direction").asText().equals("cachedPrompt"))
                .findFirst()
                .orElseThrow();

        assertThat(prompt.get("quarterHours")).singleElement().satisfies(quarter -> {
            assertThat(quarter.get("from").asText()).isEqualTo("2026-11-09T23:45:00Z");
            assertThat(quarter.get("quantity").asLong()).isEqualTo(4_000_000);
        });
        assertThat(prompt.get("note").asText()).contains("35 days");
    }

    @Test
    void aLineWithoutAPriceHasNoAmountToRound() {
        JsonNode unpriced = explanations.stream()
                .filter(each -> each.at("/line/unpriced").asBoolean())
                .findFirst()
                .orElseThrow();

        assertThat(unpriced.get("price").isNull()).isTrue();
        assertThat(unpriced.has("rounding")).isFalse();
        assertThat(unpriced.get("sessions")).hasSize(1);
    }

    @Test
    void whatAnEarlierStatementHadOtherwiseIsSaid() {
        int number = IntStream.rangeClosed(1, statement.lines().size())
                .filter(each -> statement.lines().get(each - 1).line() instanceof Line.Gpu gpu
                        && gpu.deployment().equals("restless"))
                .findFirst()
                .orElseThrow();
        Line.Gpu today = (Line.Gpu) statement.lines().get(number - 1).line();
        Line.Gpu earlier = new Line.Gpu(
                today.deployment(), today.kind(), today.price(), today.billed().plus(today.billed()), today.busy());
        Statement invoiced = Statement.of("acme", NOVEMBER, tariff(), List.of(earlier), true);

        Explanation explanation = explaining().line(invoiced, 1);

        assertThat(((Explanation.Sessions) explanation.basis()).unexplained()).isEqualTo(today.billed());
    }

    @Test
    void aLineThatThereIsNotIsRefused() {
        Explaining explaining = explaining();

        assertThatThrownBy(() -> explaining.line(statement, statement.lines().size() + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line: must be from 1 to");
    }
}
