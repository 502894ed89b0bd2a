package dev.ebb.charging.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.FleetSummary;
import dev.ebb.charging.FleetSummary.BootTime;
import dev.ebb.charging.FleetSummary.Running;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.runs.Measurement.Dimension;
import dev.ebb.charging.runs.Measurement.Name;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpendTests {

    private static final Instant AS_OF = Instant.parse("2026-11-30T22:30:00Z");
    private static final Instant NOW = Instant.parse("2026-11-30T22:30:05Z");
    private static final UnitPrice FOUR =
            new UnitPrice(Instant.EPOCH, "1970-01-01T00:00:00Z", new BigDecimal("4.00"), "4.00");
    private static final GpuKind H100 = new GpuKind("H100", "global");
    private static final Tariff TARIFF = Tariff.of(new PriceBook(Currency.getInstance("USD"), List.of(), List.of()));

    /** Ten GPU-hours, of which four were busy; two replicas of one GPU run on. */
    private static AccountCharging.Charged charged(boolean differing, String... held) {
        Line line = new Line.Gpu("llama", H100, FOUR, hours(10), hours(4));
        Statement draft = Statement.of("acme", Period.of("2026-11", "UTC"), TARIFF, List.of(line), true);
        Shape shape = new Shape("H100", new GpuCount(1000), "global");
        FleetSummary fleet = new FleetSummary(
                "acme", AS_OF, List.of(new Running("llama", shape, 2, FOUR)), hours(10), hours(4), BootTime.ZERO);
        return new AccountCharging.Charged(
                draft, fleet, List.of(), List.of(), List.of(held), differing, Optional.empty());
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
    void anAccountsSpendIsWhatItsDraftAndItsFleetSayAtAsOf() {
        List<Measurement> measurements = Spend.of(charged(false)).measurements("acme");

        assertThat(measurements)
                .containsExactly(
                        // 10 GPU-hours at 4.00
                        of(Name.MONTH_TO_DATE, "40.00"),
                        // 2 GPUs at 4.00
                        of(Name.BURN_RATE, "8.000000000"),
                        // 40.00 and 8.00 for each of the 1.5 hours that are left
                        of(Name.FORECAST, "52.000000000"),
                        // 6 idle GPU-hours at 4.00
                        of(Name.IDLE_COST, "24.000000000"));
    }

    @Test
    void anInvocationIsCountedWithZerosSoThatAlarmsCanEnd() {
        Message.Order order = new Message.Order(RunId.of(AS_OF), "acme");
        List<Handled> handled = List.of(
                new Handled.Charged(order, charged(true, "incomplete")),
                new Handled.Charged(order, charged(false)),
                new Handled.Failed("run", "account x", "why"),
                new Handled.Deferred("m", "busy"),
                new Handled.Repeated(order));

        List<Measurement> measurements = Measurement.of(handled, "ComputeCharges", NOW);

        assertThat(measurements)
                .filteredOn(each -> each.dimension() == Dimension.FUNCTION)
                .containsExactly(
                        count(Name.STATEMENTS_COMPUTED, 2),
                        count(Name.STATEMENTS_FAILED, 1),
                        count(Name.STATEMENTS_DIFFERING, 1),
                        count(Name.INVOICES_HELD, 1));
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
