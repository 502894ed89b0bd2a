package dev.ebb.charging;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sessions of 10,000 replicas in 100 deployments, rated into one statement, on one core. The price changes in the middle
 * of the month, and every other minute is active. Whatever was computed is compared with an amount worked out by hand.
 *
 * <p>{@code mvn -q -Pbench -pl functions/charging -am process-test-classes} runs it. A million sessions take 2 s at most,
 * the first time included, and time grows with their number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:ActiveProcessorCount=1"})
@Warmup(iterations = 3)
@Measurement(iterations = 10)
public class RatingBenchmark {

    private static final int DEPLOYMENTS = 100;
    private static final int REPLICAS = 10_000;
    private static final long SESSION_MILLIS = 1_234_567;

    /** Of two sessions with two GPUs each, one before the change of price and one after it: 2 x 7.00 + 2 x 8.00. */
    private static final BigDecimal GPUS_TIMES_PRICES = new BigDecimal("30.00");

    /** How many. */
    @Param({"250000", "500000", "1000000"})
    public int sessions;

    private final Period period = Period.of("2026-11", "UTC");
    private final List<DeploymentUsage> usage = new ArrayList<>();
    private PriceBook book = TestBooks.usd();
    private BigDecimal expected = BigDecimal.ZERO;

    /** Makes as many sessions before the change of price as after it, none of them across it. */
    @Setup
    public void prepare() {
        Instant change = Instant.parse("2026-11-16T00:00:00Z");
        book = TestBooks.usd(
                TestBooks.gpu("H100", "*", "2026-01-01T00:00:00Z", "7.00"),
                TestBooks.gpu("H100", "*", change.toString(), "8.00"));
        Shape shape = new Shape("H100", new GpuCount(2_000), "global");
        BitSet active = new BitSet();
        for (int minute = 0; minute < 30 * 1440; minute += 2) {
            active.set(minute);
        }
        int each = sessions / REPLICAS;
        for (int d = 0; d < DEPLOYMENTS; d++) {
            List<ReplicaSession> own = new ArrayList<>(sessions / DEPLOYMENTS);
            for (int r = 0; r < REPLICAS / DEPLOYMENTS; r++) {
                for (int s = 0; s < each; s++) {
                    Instant half = (r + s) % 2 == 0 ? period.from() : change;
                    Instant start = half.plusMillis((s / 2) * SESSION_MILLIS + r * 1_009L);
                    own.add(new ReplicaSession(
                            "r-" + r, new Session(start, start.plusMillis(SESSION_MILLIS), shape, null), false));
                }
            }
            usage.add(new DeploymentUsage(
                    new DeploymentId("acme", "d-" + d),
                    period.from(),
                    period.to(),
                    own,
                    List.of(),
                    active,
                    period.from().getEpochSecond() / 60,
                    List.of(),
                    List.of(),
                    false,
                    Map.of(),
                    period.to()));
        }
        // half of them cost 2 x 7.00 an hour, the others 2 x 8.00, each for 1,234,567 ms of an hour's 3,600,000
        expected = GPUS_TIMES_PRICES
                .multiply(BigDecimal.valueOf(sessions / 2L))
                .multiply(BigDecimal.valueOf(SESSION_MILLIS))
                .divide(BigDecimal.valueOf(3_600_000), 2, RoundingMode.HALF_UP);
    }

    /** From sessions to a statement. */
    @Benchmark
    public Statement rate() {
        Rating rating = new Rating(Tariff.of(book));
        GpuRating gpus = rating.gpus(period.from(), period.to());
        usage.forEach(gpus::add);
        Statement statement = Statement.of("acme", period, Tariff.of(book), gpus.lines(), true);
        if (statement.total().compareTo(expected) != 0 || statement.lines().size() != 2 * DEPLOYMENTS) {
            throw new IllegalStateException("must be " + expected + ", is " + statement.total());
        }
        return statement;
    }
}
