package dev.ebb.local.order;

import static dev.ebb.local.order.RawEvent.alive;
import static dev.ebb.local.order.RawEvent.created;
import static dev.ebb.local.order.RawEvent.ready;
import static dev.ebb.local.order.RawEvent.served;
import static dev.ebb.local.order.RawEvent.stopped;
import static dev.ebb.local.order.RawEvent.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.json.JsonEventReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The rules of the product that concern metering and charging, each by its number, from events as they are delivered to
 * what is owed. {@code H} costs 3.60 a GPU-hour, which is 0.001 a GPU-second.
 */
final class RulesTests {

    private final LocalTable table = new LocalTable();

    @AfterEach
    void drop() {
        table.close();
    }

    @Test
    void rule1ChargingStartsWhenTheReplicaAcceptsRequests() {
        deliver(starting("09:00"), ready("10:00", "H", "1"), stopped("10:10"));

        Statements.Computed computed = at("11:00");

        // Ten minutes; the hour before them is shown.
        assertThat(gpuSeconds(computed)).containsExactly("600.000000");
        assertThat(total(computed)).isEqualTo("0.60");
        assertThat(computed.fleet().boot().boots()).isEqualTo(1);
        assertThat(computed.fleet().boot().booting()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void rule1NothingIsChargedBeforeItDoesHoweverLongItBoots() {
        deliver(created("08:00", "H", "8"), starting("09:00"));

        Statements.Computed computed = at("20:00");

        assertThat(computed.statement().lines()).isEmpty();
        assertThat(total(computed)).isEqualTo("0.00");
    }

    @Test
    void rule1ABootThatNeverEndsIsAFailedStartAfterHalfAnHour() {
        deliver(created("08:00", "H", "8"), starting("09:00"));

        assertThat(at("09:29").fleet().boot().boots()).isEqualTo(1);
        assertThat(at("20:00").fleet().boot().boots()).isZero();
        assertThat(at("20:00").fleet().boot().failedStarts()).isEqualTo(1);
        assertThat(at("20:00").fleet().boot().failing()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void rule1AFailedStartIsShownAndNotCharged() {
        deliver(created("08:00", "H", "8"), starting("09:00"), stopped("09:20"));

        Statements.Computed computed = at("11:00");

        assertThat(computed.statement().lines()).isEmpty();
        assertThat(total(computed)).isEqualTo("0.00");
        assertThat(computed.fleet().boot().failedStarts()).isEqualTo(1);
        assertThat(computed.fleet().boot().failing()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void rule2BillingIsByGpuSecondForEachActiveReplica() {
        deliver(
                created("09:00", "H", "4"),
                ready("10:00"),
                ready("10:00").replica("r2"),
                ready("10:00").replica("r3"),
                stopped("10:01:01"),
                stopped("10:01:01").replica("r2"),
                stopped("10:01:01").replica("r3"));

        Statements.Computed computed = at("11:00");

        // 3 replicas × 4 GPUs × 61 s.
        assertThat(gpuSeconds(computed)).containsExactly("732.000000");
        assertThat(total(computed)).isEqualTo("0.73");
    }

    @Test
    void rule3CostAccruesWithNoTraffic() {
        deliver(ready("10:00", "H", "2"));

        // 2 GPUs for one hour, and for another.
        assertThat(total(at("11:00"))).isEqualTo("7.20");
        assertThat(total(at("12:00"))).isEqualTo("14.40");
        assertThat(at("12:00").fleet().idle()).isEqualTo(at("12:00").fleet().billed());
    }

    @Test
    void rule3RequestsAreNeverBilledHoweverMany() {
        deliver(ready("10:00", "H", "2"), alive("10:59"));
        String quiet = total(at("11:00"));

        deliver(
                served("10:00", "11:00", Integer.MAX_VALUE),
                served("10:00", "11:00", 1_000_000)
                        .with("promptTokens", 1_000_000_000_000L)
                        .with("completionTokens", 1_000_000_000_000L));

        Statements.Computed busy = at("11:00");
        assertThat(total(busy)).isEqualTo(quiet).isEqualTo("7.20");
        assertThat(gpuSeconds(busy)).containsExactly("7200.000000");
        assertThat(busy.statement().lines()).hasSize(1);
        assertThat(busy.fleet().busy()).isEqualTo(busy.fleet().billed());
    }

    @Test
    void rule4TheBurnRateIsZeroAtZeroReplicas() {
        deliver(created("09:00", "H", "8"), starting("09:30"), ready("10:00"), stopped("10:30"));

        assertThat(burnRate("09:15")).isEqualTo(Fraction.ZERO);
        assertThat(burnRate("11:00")).isEqualTo(Fraction.ZERO);
    }

    @Test
    void rule4TheBurnRateRisesTheMomentAReplicaIsReady() {
        deliver(created("09:00", "H", "8"), starting("09:30"));
        assertThat(burnRate("10:00")).as("while it boots").isEqualTo(Fraction.ZERO);

        deliver(ready("10:00"));
        assertThat(burnRate("10:00")).as("8 GPUs at 3.60").isEqualTo(perHour("28.80"));

        deliver(ready("10:05").replica("r2"));
        assertThat(burnRate("10:05")).as("8 more").isEqualTo(perHour("57.60"));

        deliver(stopped("10:10"), stopped("10:10").replica("r2"));
        assertThat(burnRate("10:10")).as("none again").isEqualTo(Fraction.ZERO);
    }

    @Test
    void rule4TheBurnRateIsTheSameInAMonthsFirstInstant() {
        deliver(ready("2026-10-31T23:00:00Z", "H", "1"));

        assertThat(burnRate("2026-11-01T00:00:00Z")).isEqualTo(perHour("3.60"));
        assertThat(total(at("2026-11-01T00:00:00Z"))).isEqualTo("0.00");
    }

    @Test
    void rule9ServerlessUsageIsChargedPerToken() {
        deliver(tokens("10:00", "flat", 2_000_000, 0, 500_000));

        // 2 × 0.20 + 0.5 × 0.40.
        assertThat(total(at("11:00"))).isEqualTo("0.60");
    }

    @Test
    void rule9PromptCachingDoesNotChangeTheBill() {
        deliver(
                tokens("10:00", "flat", 2_000_000, 0, 500_000).account("uncached"),
                tokens("10:00", "flat", 2_000_000, 2_000_000, 500_000).account("cached"));

        assertThat(total(at("11:00", "cached")))
                .isEqualTo(total(at("11:00", "uncached")))
                .isEqualTo("0.60");
    }

    @Test
    void rule9CachedTokensCostWhatThePriceBookSaysWhereItSays() {
        deliver(tokens("10:00", "cached", 2_000_000, 1_000_000, 0));

        // 1 × 1.00 + 1 × 0.50.
        assertThat(total(at("11:00"))).isEqualTo("1.50");
    }

    private static RawEvent starting(String time) {
        return RawEvent.ofReplica("replica.starting", time);
    }

    private void deliver(RawEvent... events) {
        MeterUsage metering = new MeterUsage(
                new JsonEventReader(),
                new DynamoLedger(table.client(), table.name(), null),
                new DynamoQuarantine(table.client(), table.name()),
                Admission.HISTORY);
        List<Original> bodies =
                Stream.of(events).map(event -> Original.of(event.toString())).toList();

        MeterUsage.Result result = metering.meter(bodies, instant("23:00"), Deadline.NONE);

        assertThat(result.accepted()).as("%s", result).isEqualTo(events.length);
    }

    private Statements.Computed at(String time) {
        return at(time, "acme");
    }

    /** What the account owes for November so far. */
    private Statements.Computed at(String time, String account) {
        Instant asOf = instant(time);
        new DynamoLedger(table.client(), table.name(), null).settle(account, asOf, LostRule.STANDARD, Deadline.NONE);
        Statements statements = new Statements(
                new DynamoUsage(table.client(), table.name()),
                Tariff.of(PriceBookJson.read(HandComputedCases.PRICES.getBytes(StandardCharsets.UTF_8))));

        Statements.Computed computed = statements.of(account, Period.of("2026-11", "UTC"), asOf);

        assertThat(computed.warnings()).isEmpty();
        assertThat(computed.statement().complete()).isTrue();
        return computed;
    }

    private Fraction burnRate(String time) {
        return at(time).fleet().burnRate();
    }

    private static Fraction perHour(String amount) {
        return Fraction.of(new BigDecimal(amount));
    }

    private static String total(Statements.Computed computed) {
        return computed.statement().total().toPlainString();
    }

    private static List<String> gpuSeconds(Statements.Computed computed) {
        return computed.statement().lines().stream()
                .map(Statement.ChargedLine::line)
                .map(line -> ((Line.Gpu) line).billed().gpuSeconds().toPlainString())
                .toList();
    }

    private static Instant instant(String time) {
        return Instant.parse(RawEvent.full(time));
    }
}
