package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.exactly;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.reserving;
import static dev.ebb.charging.budgets.Steps.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.GpuKind;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuAccrualTests {

    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final String LONG_AGO = "2026-01-01T00:00:00Z";
    private static final Tariff EIGHT = usd(gpu("H100", LONG_AGO, "8.00"));

    private static GpuAccrual accrued(Steps steps, Tariff tariff, String to) {
        return GpuAccrual.of(steps.reading(NOVEMBER), tariff, NOVEMBER, Instant.parse(to));
    }

    @Test
    void whatRunsSinceBeforeThePeriodCountsFromItsFirstInstant() {
        Steps steps = Steps.of("2026-09-10T08:07:00Z 2");

        GpuAccrual accrued = accrued(steps, EIGHT, "2026-11-02T06:10:00Z");

        // 30 h 10 min are 181/6 h; 2 GPUs at 8.00: 181/6 x 16 = 1448/3.
        assertThat(accrued.amount()).isEqualTo(Fraction.of(1448).times(third()));
        assertThat(accrued.doubt()).isEqualTo(Fraction.ZERO);
    }

    @Test
    void aSessionInsideAQuarterHourIsExactToTheMillisecond() {
        Steps steps = Steps.of("2026-11-01T10:01:00.001Z 4", "2026-11-01T10:02:00.001Z -4");

        // 4 GPUs for 60 s are 1/15 GPU-hour; at 8.00: 8/15, which is 1.6/3.
        assertThat(accrued(steps, EIGHT, "2026-11-01T10:03:00Z").amount())
                .isEqualTo(exactly("1.6").times(third()));
    }

    @Test
    void aPeriodThatBeginsInAnotherMonthOfUtcNeedsNoHourBeforeIt() {
        Instant paris = Instant.parse("2026-10-31T23:00:00Z");
        Steps steps = Steps.of("2026-10-31T22:50:00Z 1", "2026-10-31T23:30:00Z -1");

        GpuAccrual accrued = GpuAccrual.of(steps.reading(paris), EIGHT, paris, Instant.parse("2026-11-01T05:00:00Z"));

        // Half an hour of one GPU at 8.00.
        assertThat(accrued.amount()).isEqualTo(exactly("4"));
    }

    @Test
    void aPriceThatChangesWhileNothingElseDoesIsExactToTheMillisecond() {
        Steps steps = Steps.of("2026-11-01T00:00:00Z 1");
        Tariff tariff = usd(gpu("H100", LONG_AGO, "8.00"), gpu("H100", "2026-11-01T01:07:30Z", "16.00"));

        GpuAccrual accrued = accrued(steps, tariff, "2026-11-01T02:00:00Z");

        // 67.5 min at 8.00 are 9.00, 52.5 min at 16.00 are 14.00.
        assertThat(accrued.amount()).isEqualTo(exactly("23"));
        assertThat(accrued.doubt()).isEqualTo(Fraction.ZERO);
    }

    @Test
    void aPriceThatChangesInAQuarterHourInWhichGpusChangedIsKnownWithinTheDifference() {
        Steps steps = Steps.of("2026-11-01T01:00:00Z 1", "2026-11-01T01:10:00Z 1", "2026-11-01T01:12:00Z -2");
        Tariff tariff = usd(gpu("H100", LONG_AGO, "6.00"), gpu("H100", "2026-11-01T01:05:00Z", "12.00"));

        GpuAccrual accrued = accrued(steps, tariff, "2026-11-01T02:00:00Z");

        // In truth: 5 min x 6.00 = 0.50, then 5 + 2 x 2 = 9 min x 12.00 = 1.80. Used: 14 min, so the doubt is
        // 14 min x (12.00 - 6.00) = 1.40.
        Fraction truth = exactly("2.30");
        assertThat(accrued.doubt()).isEqualTo(exactly("1.40"));
        assertThat(accrued.amount()).isBetween(truth.minus(accrued.doubt()), truth.plus(accrued.doubt()));
    }

    @Test
    void whatIsReservedCoversAndOnlyTheRestIsPaid() {
        Steps steps = Steps.of("2026-10-20T00:00:00Z 3");
        Tariff tariff = reserving(EIGHT, LONG_AGO, "us", "2", "5.00");

        GpuAccrual accrued = accrued(steps, tariff, "2026-11-01T10:00:00Z");

        // One of three GPUs for 10 h at 8.00; the two that are reserved cost 2 x 10 x 5.00, elsewhere.
        assertThat(accrued.amount()).isEqualTo(exactly("80"));
        assertThat(accrued.doubt()).isEqualTo(Fraction.ZERO);
        assertThat(Reservations.cost(tariff.agreement(), NOVEMBER, Instant.parse("2026-11-01T10:00:00Z")))
                .isEqualTo(exactly("100"));
    }

    @Test
    void whatIsReservedAnywhereCoversRegionsProRata() {
        Steps steps = new Steps(List.of(
                new Steps.Step(Instant.parse("2026-10-20T00:00:00Z"), Steps.H100, 3_000),
                new Steps.Step(Instant.parse("2026-10-20T00:00:00Z"), new GpuKind("H100", "eu"), 1_000)));
        Tariff tariff = reserving(EIGHT, LONG_AGO, "*", "2", "5.00");

        // Two of four GPUs are covered: 2 x 10 h x 8.00.
        assertThat(accrued(steps, tariff, "2026-11-01T10:00:00Z").amount()).isEqualTo(exactly("160"));
        assertThat(GpuAccrual.burn(steps.reading(NOVEMBER), tariff, NOVEMBER)).isEqualTo(exactly("16"));
    }

    @Test
    void overAQuarterHourThatChangesWhatIsReservedIsKnownWithinWhatItMayCover() {
        Steps steps = Steps.of("2026-11-01T01:00:00Z 4", "2026-11-01T01:05:00Z -4");
        Tariff tariff = reserving(usd(gpu("H100", LONG_AGO, "6.00")), LONG_AGO, "us", "1", "5.00");

        GpuAccrual accrued = accrued(steps, tariff, "2026-11-01T02:00:00Z");

        // In truth 3 of 4 GPUs for 5 min are not covered: 15 min x 6.00 = 1.50. The meter says 20 GPU-minutes in 15
        // min,
        // of which 15 may be covered: 5 min x 6.00 = 0.50, and a doubt of 15 min x 6.00 = 1.50.
        assertThat(accrued.amount()).isEqualTo(exactly("0.50"));
        assertThat(accrued.doubt()).isEqualTo(exactly("1.50"));
    }

    @Test
    void whatHasNoPriceIsSaidAndNotCounted() {
        Steps steps = Steps.of("2026-11-01T00:00:00Z 1");
        Tariff late = usd(gpu("H100", "2026-11-01T01:00:00Z", "8.00"));

        GpuAccrual accrued = accrued(steps, late, "2026-11-01T02:00:00Z");

        assertThat(accrued.unpriced()).isTrue();
        assertThat(accrued.amount()).isEqualTo(exactly("8"));
    }

    @Test
    void atZeroReplicasTheBurnRateIsZero() {
        Steps steps = Steps.of("2026-11-01T00:00:00Z 2", "2026-11-01T01:00:00Z -2");

        assertThat(GpuAccrual.burn(steps.reading(NOVEMBER), EIGHT, Instant.parse("2026-11-01T00:30:00Z")))
                .isEqualTo(exactly("16"));
        assertThat(GpuAccrual.burn(steps.reading(NOVEMBER), EIGHT, Instant.parse("2026-11-01T01:00:00Z")))
                .isEqualTo(Fraction.ZERO);
    }

    private static Fraction third() {
        return new Fraction(BigInteger.ONE, BigInteger.valueOf(3));
    }
}
