package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.decimal;
import static dev.ebb.charging.budgets.Steps.exactly;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.price;
import static dev.ebb.charging.budgets.Steps.reserving;
import static dev.ebb.charging.budgets.Steps.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.MeterReading;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What runs throughout a quarter-hour bounds what commitments cover in it, whatever else changes. */
class SteadyPropertyTests {

    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final String LONG_AGO = "2026-01-01T00:00:00Z";
    private static final GpuKind EU = new GpuKind("H100", "eu");
    private static final int WINDOW = 3 * 3_600_000;

    /** A deployment with one replica, in milliseconds of the month. */
    record Life(int start, int millis, int gpus, boolean eu) {

        GpuKind kind() {
            return eu ? EU : Steps.H100;
        }

        boolean runs(long millis) {
            return start <= millis && millis < start + (long) this.millis;
        }
    }

    /** @param cheaper what an hour costs in the other region, and from when on */
    record Terms(int own, int anywhere, int cheaper, int from) {}

    @Provide
    Arbitrary<List<Life>> lives() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, WINDOW - 1),
                        Arbitraries.integers().between(1, WINDOW),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(true, false))
                .as(Life::new)
                .list()
                .ofMaxSize(7);
    }

    @Provide
    Arbitrary<Terms> terms() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(3, 8),
                        Arbitraries.integers().between(1, WINDOW))
                .as(Terms::new);
    }

    @Test
    void steadyGpusThatUseUpACommitmentLeaveNoDoubt() {
        Steps steady = Steps.of("2026-10-20T00:00:00Z 30");
        Steps flapping = Steps.of("2026-11-01T00:01:00Z 1", "2026-11-01T00:06:00Z -1", "2026-11-01T00:16:00Z 1");
        List<Steps.Step> all = new ArrayList<>(steady.steps());
        all.addAll(flapping.steps());
        Tariff tariff = reserving(usd(gpu("H100", LONG_AGO, "6.00")), LONG_AGO, "*", "8", "2.00");

        GpuAccrual accrued = GpuAccrual.of(
                new Steps(all).reading(NOVEMBER),
                tariff,
                Steady.of(List.of(steady.reading(NOVEMBER), flapping.reading(NOVEMBER))),
                NOVEMBER,
                Instant.parse("2026-11-01T00:26:00Z"));

        // 22 GPUs for 26 minutes and one for 15, at 0.10 a minute.
        assertThat(accrued.amount()).isEqualTo(exactly("58.7"));
        assertThat(accrued.doubt()).isEqualTo(Fraction.ZERO);
    }

    @Property(tries = 500)
    void theTruthIsWithinADoubtThatDeploymentsOnlyNarrow(
            @ForAll("lives") List<Life> lives,
            @ForAll("terms") Terms terms,
            @ForAll @IntRange(min = 1, max = WINDOW) int now,
            @ForAll @IntRange(max = 7) int read) {
        Tariff tariff = tariff(terms);
        List<MeterReading> deployments = lives.stream()
                .map(life -> steps(List.of(life), now).reading(NOVEMBER))
                .toList();
        MeterReading account = steps(lives, now).reading(NOVEMBER);
        Steady steady = Steady.of(deployments.subList(0, Math.min(read, deployments.size())));
        Fraction truth = truth(lives, terms, now);

        GpuAccrual wide = GpuAccrual.of(account, tariff, NOVEMBER, at(now));
        GpuAccrual narrow = GpuAccrual.of(account, tariff, steady, NOVEMBER, at(now));
        Steady sessions = Steady.ofSessions(lives.subList(0, Math.min(read, lives.size())).stream()
                .filter(life -> life.start() < now)
                .map(life -> usage(life, now))
                .toList());
        GpuAccrual close = GpuAccrual.of(account, tariff, sessions, NOVEMBER, at(now));

        for (GpuAccrual accrued : List.of(wide, narrow, close)) {
            assertThat(truth)
                    .as("%s in doubt of %s", decimal(accrued.amount()), decimal(accrued.doubt()))
                    .isBetween(
                            accrued.amount().minus(accrued.doubt()),
                            accrued.amount().plus(accrued.doubt()));
        }
        assertThat(narrow.doubt()).isLessThanOrEqualTo(wide.doubt());
        assertThat(close.doubt()).isLessThanOrEqualTo(narrow.doubt());
    }

    private static DeploymentUsage usage(Life life, int now) {
        int end = life.start() + life.millis();
        boolean open = end > now;
        Session session = new Session(
                at(life.start()),
                at(Math.min(end, now)),
                new Shape("H100", new GpuCount(life.gpus() * 1_000), life.kind().region()),
                null);
        return new DeploymentUsage(
                new DeploymentId("acme", "d"),
                NOVEMBER,
                at(now),
                List.of(new DeploymentUsage.ReplicaSession("r", session, open)),
                List.of(),
                new BitSet(),
                0,
                List.of(),
                List.of(),
                false,
                Map.of(),
                NOVEMBER);
    }

    private static Tariff tariff(Terms terms) {
        Instant start = Instant.parse(LONG_AGO);
        PriceBook book = usd(
                        gpu("H100", LONG_AGO, "7.20"),
                        new GpuPrice("H100", "eu", price(start, "6.00")),
                        new GpuPrice("H100", "eu", price(at(terms.from()), String.valueOf(terms.cheaper()))))
                .book();
        List<Commitment> commitments = new ArrayList<>();
        if (terms.own() > 0) {
            commitments.add(new Commitment("H100", "us", terms.own() * 1_000L, price(start, "5.00")));
        }
        if (terms.anywhere() > 0) {
            commitments.add(new Commitment("H100", "*", terms.anywhere() * 1_000L, price(start, "5.00")));
        }
        return new Tariff(
                book, new Agreement(List.of(new Term(start, List.of(), List.of(), BigDecimal.ZERO, "0", commitments))));
    }

    private static Instant at(int millis) {
        return NOVEMBER.plusMillis(millis);
    }

    private static Steps steps(List<Life> lives, int now) {
        List<Steps.Step> steps = new ArrayList<>();
        for (Life life : lives) {
            steps.add(new Steps.Step(at(life.start()), life.kind(), life.gpus() * 1_000L));
            steps.add(new Steps.Step(at(life.start() + life.millis()), life.kind(), -life.gpus() * 1_000L));
        }
        return new Steps(
                steps.stream().filter(step -> !step.at().isAfter(at(now))).toList());
    }

    /** From change to change, a commitment for its region first, and one for any pro rata. */
    private static Fraction truth(List<Life> lives, Terms terms, int now) {
        TreeSet<Integer> cuts = new TreeSet<>(List.of(0, now));
        lives.forEach(life -> cuts.addAll(List.of(life.start(), life.start() + life.millis())));
        cuts.add(terms.from());
        List<Integer> edges = List.copyOf(cuts.headSet(now, true));
        Fraction sum = Fraction.ZERO;
        for (int i = 0; i + 1 < edges.size(); i++) {
            int begin = edges.get(i);
            Map<GpuKind, Integer> running = new TreeMap<>();
            lives.stream()
                    .filter(life -> life.runs(begin))
                    .forEach(life -> running.merge(life.kind(), life.gpus(), Integer::sum));
            running.computeIfPresent(Steps.H100, (kind, gpus) -> Math.max(0, gpus - terms.own()));
            int total = running.values().stream().mapToInt(Integer::intValue).sum();
            if (total > terms.anywhere()) {
                Fraction unpaid = new Fraction(BigInteger.valueOf(total - terms.anywhere()), BigInteger.valueOf(total));
                Fraction hours =
                        new Fraction(BigInteger.valueOf(edges.get(i + 1) - begin), BigInteger.valueOf(3_600_000));
                Fraction list = exactly("7.20")
                        .times(Fraction.of(running.getOrDefault(Steps.H100, 0)))
                        .plus(Fraction.of(begin < terms.from() ? 6 : terms.cheaper())
                                .times(Fraction.of(running.getOrDefault(EU, 0))));
                sum = sum.plus(list.times(unpaid).times(hours));
            }
        }
        return sum;
    }
}
