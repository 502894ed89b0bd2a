package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MeterTests {

    private static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
    private static final int QUARTERS = 16;

    private record Change(long atMillis, long milliGpus) {}

    private static Meter.Bucket bucket(Instant start, long delta, long moment) {
        return new Meter.Bucket(start, BigInteger.valueOf(delta), BigInteger.valueOf(moment));
    }

    @Test
    void usageInABucketIsOpenTimesLengthPlusDeltaTimesLengthLessMoment() {
        // 2 GPUs run as the second quarter begins; 3 more start 100 s into it, and 1 stops 400 s into it.
        Instant second = DAY.plusSeconds(900);
        List<Meter.Bucket> before = List.of(bucket(DAY, 2_000, 2_000L * 60_000));
        List<Meter.Bucket> all =
                List.of(before.getFirst(), bucket(second, 3_000 - 1_000, 3_000L * 100_000 - 1_000L * 400_000));

        GpuTime used = Meter.usageUpTo(second.plusSeconds(900), all).minus(Meter.usageUpTo(second, before));

        long byFormula = 2_000L * 900_000 + 2_000L * 900_000 - (3_000L * 100_000 - 1_000L * 400_000);
        long byHand = 2_000L * 900_000 + 3_000L * 800_000 - 1_000L * 500_000;
        assertThat(used).isEqualTo(GpuTime.ofMicros(byHand)).isEqualTo(GpuTime.ofMicros(byFormula));
        assertThat(Meter.usageUpTo(second, before)).isEqualTo(GpuTime.ofMicros(2_000L * 840_000));
    }

    @Test
    void nothingHasUsedNothing() {
        assertThat(Meter.usageUpTo(DAY, List.of())).isEqualTo(GpuTime.ZERO);
    }

    @Test
    void usageGrowsInsideABucketThatNoChangeIsLaterIn() {
        List<Meter.Bucket> buckets = List.of(bucket(DAY, 1_000, 1_000L * 1_000));

        assertThat(Meter.usageUpTo(DAY.plusMillis(1_001), buckets)).isEqualTo(GpuTime.ofMicros(1_000));
    }

    @Test
    void sumsOutgrowALongWithoutOverflow() {
        BigInteger gpus = BigInteger.TEN.pow(12);
        List<Meter.Bucket> buckets = List.of(new Meter.Bucket(Instant.EPOCH, gpus, BigInteger.ZERO));

        assertThat(Meter.usageUpTo(Instant.ofEpochMilli(4_000_000_000_000L), buckets)
                        .microGpuSeconds())
                .isEqualTo(gpus.multiply(BigInteger.valueOf(4_000_000_000_000L)));
    }

    @Test
    void aQuarterBeginsOnTheQuarterHourBeforeTheEpochToo() {
        assertThat(Meter.quarterOf(DAY.plusSeconds(899).plusMillis(999))).isEqualTo(DAY);
        assertThat(Meter.quarterOf(DAY.plusSeconds(900))).isEqualTo(DAY.plusSeconds(900));
        assertThat(Meter.quarterOf(Instant.parse("1969-12-31T23:59:59.999Z")))
                .isEqualTo(Instant.parse("1969-12-31T23:45:00Z"));
    }

    @Property(tries = 300)
    void bucketsAgreeWithBruteForceBetweenAnyTwoQuarterEdges(
            @ForAll("changes") List<Change> changes,
            @ForAll @IntRange(max = QUARTERS) int oneEdge,
            @ForAll @IntRange(max = QUARTERS) int otherEdge) {
        long from = Math.min(oneEdge, otherEdge) * Meter.QUARTER_MILLIS;
        long to = Math.max(oneEdge, otherEdge) * Meter.QUARTER_MILLIS;

        GpuTime used = usageUpTo(changes, to).minus(usageUpTo(changes, from));

        assertThat(used).isEqualTo(GpuTime.ofMicros(bruteForce(changes, from, to)));
    }

    @Provide
    static Arbitrary<List<Change>> changes() {
        Arbitrary<Long> anywhere = Arbitraries.longs().between(0, QUARTERS * Meter.QUARTER_MILLIS - 1);
        Arbitrary<Long> edges =
                Arbitraries.longs().between(0, QUARTERS - 1).map(quarter -> quarter * Meter.QUARTER_MILLIS);
        Arbitrary<Long> gpus = Arbitraries.longs().between(-1_024_000, 1_024_000);
        return Combinators.combine(Arbitraries.oneOf(anywhere, edges), gpus)
                .as(Change::new)
                .list()
                .ofMaxSize(30);
    }

    private static GpuTime usageUpTo(List<Change> changes, long edge) {
        Map<Instant, Meter.Bucket> buckets = new TreeMap<>();
        for (Change change : changes) {
            if (change.atMillis() < edge) {
                Instant at = DAY.plus(Duration.ofMillis(change.atMillis()));
                Instant start = Meter.quarterOf(at);
                long offset = Duration.between(start, at).toMillis();
                Meter.Bucket one = bucket(start, change.milliGpus(), change.milliGpus() * offset);
                buckets.merge(
                        start,
                        one,
                        (a, b) -> new Meter.Bucket(
                                start, a.delta().add(b.delta()), a.moment().add(b.moment())));
            }
        }
        return Meter.usageUpTo(DAY.plus(Duration.ofMillis(edge)), new ArrayList<>(buckets.values()));
    }

    private static long bruteForce(List<Change> changes, long from, long to) {
        long usage = 0;
        for (Change change : changes) {
            usage += change.milliGpus() * Math.max(0, to - Math.max(from, change.atMillis()));
        }
        return usage;
    }
}
