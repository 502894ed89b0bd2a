package dev.ebb.charging.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.FleetSummary.BootTime;
import dev.ebb.charging.FleetSummary.Running;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.budgets.AccountFigures;
import dev.ebb.charging.budgets.BudgetWatch.Watched;
import dev.ebb.charging.budgets.Spend;
import dev.ebb.charging.runs.Measurement.Dimension;
import dev.ebb.charging.runs.Measurement.Name;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpendMeasurementsTests {

    private static final Instant AS_OF = Instant.parse("2026-11-30T22:30:00Z");
    private static final Instant NOW = Instant.parse("2026-11-30T22:30:05Z");
    private static final UnitPrice FOUR =
            new UnitPrice(Instant.EPOCH, "1970-01-01T00:00:00Z", new BigDecimal("4.00"), "4.00");
    private static final GpuKind H100 = new GpuKind("H100", "global");
    private static final Tariff TARIFF = Tariff.of(new PriceBook(Currency.getInstance("USD"), List.of(), List.of()));

    private static final Message.Order ORDER = new Message.Order(RunId.of(AS_OF), "acme");
    private static final Watched NO_ALERTS = new Watched(List.of(), Map.of());

    /** 40.00 for GPUs and 2.00 for tokens; 8.00 an hour for GPUs, 0.50 for tokens, and 3.00 are reserved for the rest. */
    private static final AccountFigures FIGURES = new AccountFigures(
            TARIFF,
            new Spend(
                    Period.of("2026-11", "UTC"),
                    AS_OF,
                    Currency.getInstance("USD"),
                    exactly("40"),
                    Fraction.ZERO,
                    exactly("2"),
                    Fraction.ZERO,
                    Fraction.ZERO,
                    exactly("8"),
                    exactly("0.5"),
                    exactly("3"),
                    false),
            exactly("42"),
            List.of());

    /** Ten GPU-hours, of which four were busy; two replicas of one GPU run on. */
    private static Handled.Charged charged(boolean differing, String... held) {
        Line line = new Line.Gpu("llama", H100, FOUR, hours(10), hours(4));
        Statement draft = Statement.of("acme", Period.of("2026-11", "UTC"), TARIFF, List.of(line), true);
        Shape shape = new Shape("H100", new GpuCount(1000), "global");
        FleetSummary fleet = new FleetSummary(
                "acme", AS_OF, List.of(new Running("llama", shape, 2, FOUR)), hours(10), hours(4), BootTime.ZERO);
        AccountCharging.Charged charged = new AccountCharging.Charged(
                draft,
                List.of(),
                fleet,
                TARIFF,
                List.of(),
                List.of(),
                List.of(held),
                held.length == 0 ? Duration.ZERO : Duration.ofMinutes(119),
                differing,
                differing,
                Optional.empty());
        return new Handled.Charged(
                ORDER,
                charged,
                new SpendWatch.Seen(Optional.of(FIGURES), NO_ALERTS, Optional.empty(), Optional.empty()));
    }

    private static Fraction exactly(String decimal) {
        return Fraction.of(new BigDecimal(decimal));
    }

    private static GpuTime hours(long hours) {
        return new GpuTime(BigInteger.valueOf(hours * 3_600_000_000L));
    }

    private static Measurement of(Name name, String value) {
        return new Measurement(name, Dimension.ACCOUNT, "acme", new BigDecimal(value), AS_OF);
    }

    private static Measurement count(Name name, long value) {
        return new Measurement(name, Dimension.FUNCTION, "ComputeCharges", BigDecimal.valueOf(value), NOW);
    }

    @Test
    void anAccountsSpendIsWhatItsBudgetsAreComparedWith() {
        List<Measurement> measurements = Measurement.of(List.of(charged(false)), "ComputeCharges", NOW);

        assertThat(measurements)
                .filteredOn(each -> each.dimension() == Dimension.ACCOUNT)
                .containsExactly(
                        // 40.00 + 2.00
                        of(Name.MONTH_TO_DATE, "42.000000000"),
                        of(Name.BURN_RATE, "8.000000000"),
                        // 42.00, 8.50 for each of the 1.5 hours that are left, and 3.00
                        of(Name.FORECAST, "57.750000000"),
                        // 6 idle GPU-hours at 4.00
                        of(Name.IDLE_COST, "24.000000000"));
    }

    @Test
    void ofAnAccountWhoseSpendCouldNotBeReadNothingIsMeasuredAndItIsCountedAllTheSame() {
        Handled.Charged unseen = new Handled.Charged(
                ORDER,
                charged(false).charged(),
                new SpendWatch.Seen(Optional.empty(), NO_ALERTS, Optional.empty(), Optional.of("no time left")));

        List<Measurement> measurements = Measurement.of(List.of(unseen), "ComputeCharges", NOW);

        assertThat(measurements)
                .allSatisfy(each -> assertThat(each.dimension()).isEqualTo(Dimension.FUNCTION))
                .contains(count(Name.STATEMENTS_COMPUTED, 1));
    }

    @Test
    void anInvocationIsCountedWithZerosSoThatAlarmsCanEnd() {
        List<Handled> handled = List.of(
                charged(true, "incomplete"),
                charged(false),
                new Handled.Failed("run", "account x", "why"),
                new Handled.Deferred("m", "busy"),
                new Handled.Repeated(ORDER));

        List<Measurement> measurements = Measurement.of(handled, "ComputeCharges", NOW);

        assertThat(measurements)
                .filteredOn(each -> each.dimension() == Dimension.FUNCTION)
                .containsExactly(
                        count(Name.STATEMENTS_COMPUTED, 2),
                        count(Name.STATEMENTS_FAILED, 1),
                        count(Name.STATEMENTS_DIFFERING, 1),
                        count(Name.RUNNING_WITHOUT_SESSION, 1),
                        count(Name.INVOICES_HELD, 1),
                        count(Name.OLDEST_INVOICE_DUE, 1));
        assertThat(Measurement.of(List.of(), "ComputeCharges", NOW))
                .contains(count(Name.STATEMENTS_DIFFERING, 0), count(Name.STATEMENTS_FAILED, 0));
    }

    @Test
    void aRunThatDoesNotAddUpCountsAsMissing() {
        List<Handled> handled = List.of(
                new Handled.Closed(RunId.of(AS_OF), new Tally(10, 5, 1, 2, 1)),
                new Handled.Planned(RunId.of(AS_OF), 10, true));

        List<Measurement> measurements = Measurement.of(handled, "ComputeCharges", NOW);

        // 10 planned, 5 + 1 + 2 + 1 = 9 heard of: one more is missing than the one that says so.
        assertThat(measurements)
                .contains(
                        count(Name.ACCOUNTS_MISSING, 2), count(Name.ACCOUNTS_DEFERRED, 2), count(Name.RUNS_PLANNED, 1));
    }
}
