package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterReadingTests {

    private static final GpuKind H100 = new GpuKind("H100", "us");
    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant FROM = Instant.parse("2026-10-31T23:00:00Z");
    private static final Instant QUARTER = Instant.parse("2026-10-31T23:15:00Z");

    /** Two GPUs since the first of October; a third at 23:20 on its last day, 5 min into a quarter-hour. */
    private static MeterReading reading() {
        BigInteger two = BigInteger.valueOf(2_000);
        BigInteger one = BigInteger.valueOf(1_000);
        BigInteger intoQuarter = one.multiply(BigInteger.valueOf(5 * 60_000));
        long intoMonth = QUARTER.toEpochMilli() + 5 * 60_000 - OCTOBER.toEpochMilli();
        return new MeterReading(
                FROM,
                Map.of(
                        H100,
                        List.of(new Meter.Bucket(OCTOBER, two.add(one), one.multiply(BigInteger.valueOf(intoMonth))))),
                Map.of(H100, List.of(new Meter.Bucket(QUARTER, one, intoQuarter))));
    }

    @Test
    void whatChangedAfterAnInstantIsNotInItsUsageAlthoughItIsInItsMonth() {
        // Two GPUs for 15 min: 2,000 x 900,000.
        assertThat(reading().usage(H100, FROM, QUARTER)).isEqualTo(GpuTime.ofMicros(1_800_000_000L));
    }

    @Test
    void whatChangedInAQuarterHourCountsFromItsInstantOn() {
        // Two GPUs for 15 min, and one for 10 min.
        assertThat(reading().usage(H100, QUARTER, QUARTER.plusSeconds(900)))
                .isEqualTo(GpuTime.ofMicros(1_800_000_000L + 600_000_000L));
    }

    @Test
    void whatRunsIsTheSumOfAllChangesButOfLaterQuarterHours() {
        assertThat(reading().running(H100, FROM)).isEqualTo(BigInteger.valueOf(2_000));
        assertThat(reading().running(H100, QUARTER.plusSeconds(300))).isEqualTo(BigInteger.valueOf(3_000));
    }

    @Test
    void nothingCanBeAskedBeforeItsBeginning() {
        assertThatThrownBy(() -> reading().usageUpTo(H100, List.of(FROM.minusMillis(1))))
                .hasMessageContaining("instants: must not be before 2026-10-31T23:00:00Z");
        assertThatThrownBy(() -> new MeterReading(FROM.plusMillis(1), Map.of(), Map.of()))
                .hasMessageContaining("from: must be the edge of a quarter-hour");
    }
}
