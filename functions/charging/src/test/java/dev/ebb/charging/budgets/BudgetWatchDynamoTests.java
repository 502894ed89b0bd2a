package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.H100;
import static dev.ebb.charging.budgets.Steps.exactly;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.usd;
import static dev.ebb.charging.budgets.TestFleet.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.dynamodb.DynamoAlertClaims;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.json.SpendJson;
import dev.ebb.charging.sns.SnsAlertPublisher;
import dev.ebb.charging.sns.SnsServer;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetWatchDynamoTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Period DECEMBER = Period.of("2026-12", "UTC");
    private static final Instant LONG_AGO = at("2026-01-01T00:00:00Z");
    private static final Instant NOON = at("2026-11-15T12:00:00Z");
    private static final Tariff TARIFF = usd(gpu("H100", "2026-01-01T00:00:00Z", "8.00"));

    private final LocalTable table = new LocalTable();
    private final SnsServer sns = new SnsServer();
    private final DynamoBudgets budgets = new DynamoBudgets(table.client(), table.name());
    private final DynamoAlertClaims claims = new DynamoAlertClaims(table.client(), table.name());
    private final AlertPublisher publisher = new SnsAlertPublisher(sns.client(), SnsServer.TOPIC);

    BudgetWatchDynamoTests() {
        budget("1000", null);
    }

    @AfterEach
    void end() {
        sns.close();
        table.close();
    }

    /** A process that dies: nothing catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private void budget(String amount, @Nullable String percents) {
        budgets.set(
                "acme",
                Budget.of(new Budget.Draft(new Scope.Account(), amount, percents, null)),
                LONG_AGO,
                Deadline.NONE);
    }

    private BudgetWatch watch(AlertClaims by, AlertPublisher through) {
        LiveSpend live = new LiveSpend(
                new DynamoLiveMeters(table.client(), table.name()), new DynamoUsage(table.client(), table.name()));
        return new BudgetWatch(budgets, by, live, new SpendJson(), through);
    }

    private BudgetWatch.Watched watch(String accrued, Instant now) {
        return watch(claims, publisher).watch("acme", figures(NOVEMBER, accrued, now), now, Deadline.NONE);
    }

    private static AccountFigures figures(Period period, String accrued, Instant now) {
        Spend spend = new Spend(
                period,
                now,
                Currency.getInstance("USD"),
                exactly(accrued),
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                false);
        return new AccountFigures(
                TARIFF,
                spend,
                exactly(accrued),
                List.of(new Burning("llama", exactly("16")), new Burning("m", exactly("8"))));
    }

    private List<String> thresholds() {
        return sns.published().stream()
                .map(each -> each.attributes().get("threshold"))
                .toList();
    }

    private List<String> ids() {
        return sns.published().stream()
                .map(each -> each.attributes().get("alertId"))
                .toList();
    }

    @Test
    void eachThresholdIsToldOnceAPeriod() {
        assertThat(watch("499.99", NOON).sent()).isEmpty();
        watch("500", NOON.plusSeconds(3_600));
        watch("600", NOON.plusSeconds(7_200));
        watch("850", NOON.plusSeconds(10_800));
        watch("850", NOON.plusSeconds(14_400));

        assertThat(thresholds()).containsExactly("50", "80");

        Instant december = at("2026-12-05T00:00:00Z");
        watch(claims, publisher).watch("acme", figures(DECEMBER, "500", december), december, Deadline.NONE);

        assertThat(thresholds()).containsExactly("50", "80", "50");
        assertThat(Set.copyOf(ids())).hasSize(3);
    }

    @Test
    void aJumpOverAllThresholdsTellsAll() {
        watch("1000", NOON);

        assertThat(thresholds()).containsExactlyInAnyOrder("50", "80", "100", "forecast");
    }

    @Test
    void whoeverRaisesABudgetIsToldAgain() {
        watch("500", NOON);
        budget("600", "80");
        watch("500", NOON.plusSeconds(60));
        watch("500", NOON.plusSeconds(120));

        assertThat(thresholds()).containsExactly("50", "80");
    }

    @Test
    void theReceiptIsKept() {
        watch("500", NOON);

        assertThat(claims.since("acme", NOVEMBER.month(), Deadline.NONE))
                .singleElement()
                .satisfies(claim -> assertThat(claim.messageId())
                        .isEqualTo(sns.published().getFirst().messageId()));
    }

    @Test
    void aTopicThatFailsFailsNothingAndIsTriedAgainAfterTheLease() {
        sns.failing(true);

        BudgetWatch.Watched failed = watch("500", NOON);
        assertThat(failed.sent()).isEmpty();
        assertThat(failed.failed()).containsOnlyKeys("2026-11 account 1000 50");

        sns.failing(false);
        assertThat(watch("500", NOON.plus(BudgetWatch.LEASE).minusMillis(1)).sent())
                .isEmpty();
        assertThat(watch("500", NOON.plus(BudgetWatch.LEASE)).sent()).containsExactly("2026-11 account 1000 50");
        assertThat(thresholds()).containsExactly("50");
    }

    @Test
    void whoDiesBetweenTheClaimAndTheTopicLosesNothing() {
        BudgetWatch dying = watch(claims, message -> {
            throw new Death();
        });
        assertThatThrownBy(() -> dying.watch("acme", figures(NOVEMBER, "500", NOON), NOON, Deadline.NONE))
                .isInstanceOf(Death.class);

        watch("0", NOON.plus(Duration.ofHours(1)));

        assertThat(thresholds()).as("even if it is no longer reached").containsExactly("50");
    }

    @Test
    void whoDiesAtTheEndOfAPeriodLosesNothingInTheNext() {
        Instant last = at("2026-11-30T23:59:00Z");
        BudgetWatch dying = watch(claims, message -> {
            throw new Death();
        });
        assertThatThrownBy(() -> dying.watch("acme", figures(NOVEMBER, "500", last), last, Deadline.NONE))
                .isInstanceOf(Death.class);

        Instant next = at("2026-12-01T01:00:00Z");
        watch(claims, publisher).watch("acme", figures(DECEMBER, "0", next), next, Deadline.NONE);

        assertThat(sns.published())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.message().get("default").asText()).contains("2026-11"));
    }

    @Test
    void whoDiesBetweenTheTopicAndTheMarkIsHeardTwiceAtMostUnderOneId() {
        BudgetWatch dying = watch(claims, message -> {
            publisher.publish(message);
            throw new Death();
        });
        assertThatThrownBy(() -> dying.watch("acme", figures(NOVEMBER, "500", NOON), NOON, Deadline.NONE))
                .isInstanceOf(Death.class);

        for (int hour = 1; hour <= 5; hour++) {
            watch("600", NOON.plus(Duration.ofHours(hour)));
        }

        assertThat(thresholds()).containsExactly("50", "50");
        assertThat(Set.copyOf(ids())).hasSize(1);
        assertThat(sns.published().getFirst().message())
                .isEqualTo(sns.published().getLast().message());
    }

    @Test
    void ofManyWhoTakeOverOneDoes() {
        BudgetWatch dying = watch(claims, message -> {
            throw new Death();
        });
        assertThatThrownBy(() -> dying.watch("acme", figures(NOVEMBER, "500", NOON), NOON, Deadline.NONE))
                .isInstanceOf(Death.class);
        AlertClaims.Claim abandoned =
                claims.since("acme", NOVEMBER.month(), Deadline.NONE).getFirst();
        Instant later = NOON.plus(Duration.ofHours(1));

        long won = IntStream.range(0, 8)
                .parallel()
                .filter(i -> claims.takeOver("acme", abandoned, later.plusSeconds(300L + i), Deadline.NONE))
                .count();

        assertThat(won).isEqualTo(1);
        assertThat(claims.takeOver("acme", abandoned, later, Deadline.NONE)).isFalse();
    }

    @Test
    void ofManyWhoWatchAtOnceOneTells() {
        IntStream.range(0, 8).parallel().forEach(i -> watch("500", NOON));

        assertThat(thresholds()).containsExactly("50");
    }

    @Test
    void withoutTimeNothingBeginsAndALaterWatchDoesIt() {
        Deadline nearly = () -> Duration.ofSeconds(9);

        BudgetWatch.Watched late = watch(claims, publisher).watch("acme", figures(NOVEMBER, "500", NOON), NOON, nearly);

        assertThat(late.failed()).containsEntry("2026-11 account 1000 50", "no time left");
        assertThat(sns.published()).isEmpty();
        assertThat(watch("500", NOON).sent()).hasSize(1);
    }

    @Test
    void aLabelHasItsOwnBudget() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.created(at("2026-11-15T09:00:00Z"), "s1", Map.of("team", "search"));
        fleet.ready(at("2026-11-15T10:00:00Z"), "s1", "r", H100, 2_000);
        fleet.arrive(NOON);
        budgets.set(
                "acme",
                Budget.of(new Budget.Draft(Scope.of("label team=search"), "40", "50,80", null)),
                LONG_AGO,
                Deadline.NONE);

        watch("0", NOON);

        // 2 GPUs for two hours at 8.00 are 32, which is 80 %; 16 an hour for the rest are far more than 40.
        assertThat(thresholds()).containsExactlyInAnyOrder("50", "80", "forecast");
        assertThat(sns.published().getFirst().attributes()).containsEntry("budget", "label team=search 40");
        assertThat(sns.published().getFirst().message().get("default").asText())
                .contains("label team=search", "ebb scale --account acme --deployment s1 --replicas 0");
    }

    /** 2 GPUs for the last two hours of November at 8.00 are 32.00, 80 % of 40. What they do in December is not in it. */
    @Test
    void aPeriodThatIsOverIsComparedWithWhatItCameToAndHasNoForecast() {
        Instant next = at("2026-12-01T05:00:00Z");
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.created(at("2026-11-30T09:00:00Z"), "s1", Map.of("team", "search"));
        fleet.ready(at("2026-11-30T22:00:00Z"), "s1", "r", H100, 2_000);
        fleet.arrive(next);
        budgets.set(
                "acme",
                Budget.of(new Budget.Draft(Scope.of("label team=search"), "40", "50,80,100", null)),
                LONG_AGO,
                Deadline.NONE);
        budget("900", "10");
        budgets.set(
                "acme",
                Budget.of(new Budget.Draft(Scope.of("label team=new"), "0.01", "50", null)),
                NOVEMBER.to(),
                Deadline.NONE);

        BudgetWatch.Watched watched =
                watch(claims, publisher).watch("acme", figures(NOVEMBER, "90", NOVEMBER.to()), next, Deadline.NONE);
        BudgetWatch.Watched again =
                watch(claims, publisher).watch("acme", figures(NOVEMBER, "90", NOVEMBER.to()), next, Deadline.NONE);

        assertThat(watched.sent())
                .containsExactlyInAnyOrder(
                        "2026-11 account 900 10", "2026-11 label team=search 40 50", "2026-11 label team=search 40 80");
        assertThat(again.sent()).isEmpty();
        assertThat(sns.published().getFirst().message().get("default").asText())
                .contains("2026-12-01T00:00:00Z, the period's end")
                .doesNotContain("Forecast:", "Burn rate:", "burns");
    }
}
