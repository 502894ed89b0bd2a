package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.H100;
import static dev.ebb.charging.budgets.Steps.decimal;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.reserving;
import static dev.ebb.charging.budgets.Steps.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.MeterReading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** With commitments meters can't tell everything; what they can't tell is in the doubt, and below the bound. */
class CoveredPropertyTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final int WINDOW = 6 * 3_600_000;
    private static final Tariff TARIFF =
            reserving(usd(gpu("H100", "2026-01-01T00:00:00Z", "7.20")), "2026-01-01T00:00:00Z", "us", "3", "5.00");

    /** A replica of one to four GPUs, in milliseconds of the period. */
    record Life(int start, int millis, int gpus) {}

    @Provide
    Arbitrary<List<Life>> lives() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, WINDOW - 1),
                        Arbitraries.integers().between(1, WINDOW),
                        Arbitraries.integers().between(1, 4))
                .as(Life::new)
                .list()
                .ofMaxSize(8);
    }

    @Property(tries = 300)
    void theTruthIsWithinTheDoubtAndNeverAboveTheBound(
            @ForAll("lives") List<Life> lives,
            @ForAll @IntRange(max = WINDOW) int drafted,
            @ForAll @IntRange(max = WINDOW) int after) {
        Instant now = at(Math.max(drafted, after));
        MeterReading reading = steps(lives, now).reading(NOVEMBER.from());
        LastDraft.Draft draft = draft(lives, at(Math.min(drafted, after)));
        Fraction truth = onDemand(lives, now);

        GpuAccrual accrued = GpuAccrual.of(reading, TARIFF, NOVEMBER.from(), now);
        Fraction bound = AccruedBound.gpus(reading, TARIFF, Steady.NONE, NOVEMBER, Optional.of(draft), now);

        assertThat(truth)
                .as("%s in doubt of %s", decimal(accrued.amount()), decimal(accrued.doubt()))
                .isBetween(
                        accrued.amount().minus(accrued.doubt()),
                        accrued.amount().plus(accrued.doubt()));
        assertThat(bound).as(decimal(bound)).isGreaterThanOrEqualTo(truth);
        GpuAccrual narrowed = AccruedBound.narrowed(accrued, reading, TARIFF, NOVEMBER, Optional.of(draft), now);
        assertThat(narrowed.doubt()).isLessThanOrEqualTo(accrued.doubt());
        assertThat(truth)
                .as("%s in doubt of %s", decimal(narrowed.amount()), decimal(narrowed.doubt()))
                .isBetween(
                        narrowed.amount().minus(narrowed.doubt()),
                        narrowed.amount().plus(narrowed.doubt()));
    }

    private static Instant at(int millis) {
        return NOVEMBER.from().plusMillis(millis);
    }

    /** What is known at an instant: nothing that is later. */
    private static Steps steps(List<Life> lives, Instant now) {
        List<Steps.Step> steps = new ArrayList<>();
        for (Life life : lives) {
            steps.add(new Steps.Step(at(life.start()), H100, life.gpus() * 1_000L));
            steps.add(new Steps.Step(at(life.start() + life.millis()), H100, -life.gpus() * 1_000L));
        }
        return new Steps(steps.stream().filter(step -> !step.at().isAfter(now)).toList());
    }

    private static LastDraft.Draft draft(List<Life> lives, Instant asOf) {
        BigInteger all = BigInteger.ZERO;
        BigInteger paid = BigInteger.ZERO;
        List<Life> cut =
                lives.stream().filter(life -> at(life.start()).isBefore(asOf)).toList();
        for (BigInteger[] piece : pieces(cut, asOf)) {
            all = all.add(piece[0]);
            paid = paid.add(piece[1]);
        }
        UnitPrice price = TARIFF.gpuPrice(H100, asOf).orElseThrow();
        Line line = new Line.Gpu(
                "d", H100, price, new GpuTime(all), GpuTime.ZERO, new Fraction(all.subtract(paid), BigInteger.ONE));
        Statement statement = Statement.of("acme", NOVEMBER, TARIFF, List.of(line), true);
        return new LastDraft.Draft(statement, asOf);
    }

    private static Fraction onDemand(List<Life> lives, Instant to) {
        BigInteger paid = BigInteger.ZERO;
        for (BigInteger[] piece : pieces(lives, to)) {
            paid = paid.add(piece[1]);
        }
        return GpuAccrual.perGpuHour(new BigDecimal("7.20").multiply(new BigDecimal(paid)));
    }

    /** From change to change: micro-GPU-seconds in all, and those above three GPUs. */
    private static List<BigInteger[]> pieces(List<Life> lives, Instant to) {
        TreeSet<Instant> cuts = new TreeSet<>(List.of(NOVEMBER.from(), to));
        lives.forEach(life -> {
            cuts.add(at(life.start()));
            cuts.add(at(life.start() + life.millis()));
        });
        List<Instant> edges = List.copyOf(cuts.headSet(to, true));
        List<BigInteger[]> pieces = new ArrayList<>();
        for (int i = 0; i + 1 < edges.size(); i++) {
            Instant from = edges.get(i);
            long milliGpus = 1_000L
                    * lives.stream()
                            .filter(life -> !at(life.start()).isAfter(from)
                                    && at(life.start() + life.millis()).isAfter(from))
                            .mapToInt(Life::gpus)
                            .sum();
            long millis = edges.get(i + 1).toEpochMilli() - from.toEpochMilli();
            pieces.add(new BigInteger[] {
                BigInteger.valueOf(milliGpus * millis), BigInteger.valueOf(Math.max(0, milliGpus - 3_000) * millis)
            });
        }
        return pieces;
    }
}
