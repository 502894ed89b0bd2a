package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for all sessions, commitments, terms and prices. A seed makes a case. */
class CommitmentPropertyTests {

    private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final int LENGTH = 7_200_000;
    private static final long QUARTER = 900_000;
    private static final List<String> ACCELERATORS = List.of("A100", "H100");
    private static final List<String> REGIONS = List.of("eu", "us");
    private static final List<String> DEPLOYMENTS = List.of("a", "b", "c");
    private static final Fraction PER_HOUR = new Fraction(BigInteger.ONE, BigInteger.valueOf(3_600_000_000L));

    private record Running(String deployment, Session session) {}

    /** Of a line in one computation, or of what several add up to; all in micro-GPU-seconds. */
    private record Sum(Fraction billed, Fraction covered, Fraction amount) {
        Sum plus(Sum other) {
            return new Sum(billed.plus(other.billed), covered.plus(other.covered), amount.plus(other.amount));
        }
    }

    private record Case(List<Running> running, Tariff tariff) {

        List<Line> rated(long from, long to) {
            Instant start = Instant.ofEpochMilli(from);
            Instant end = Instant.ofEpochMilli(to);
            GpuRating rating = new Rating(tariff).gpus(start, end);
            for (String deployment : DEPLOYMENTS) {
                List<ReplicaSession> sessions = running.stream()
                        .filter(each -> each.deployment().equals(deployment))
                        .map(each -> new ReplicaSession("r", each.session(), false))
                        .toList();
                rating.add(new DeploymentUsage(
                        new DeploymentId("acme", deployment),
                        start,
                        end,
                        sessions,
                        List.of(),
                        new BitSet(),
                        from / 60_000,
                        List.of(),
                        List.of(),
                        false,
                        Map.of(),
                        end));
            }
            return rating.lines();
        }
    }

    private static Case of(Random random) {
        List<Running> running = new ArrayList<>();
        for (int i = random.nextInt(14); i >= 0; i--) {
            long start = START - LENGTH / 4 + random.nextInt(LENGTH);
            int milliGpus = random.nextBoolean() ? 1_000 * (1 + random.nextInt(8)) : 1 + random.nextInt(9_999);
            Shape shape = new Shape(any(random, ACCELERATORS), new GpuCount(milliGpus), any(random, REGIONS));
            Instant end = Instant.ofEpochMilli(start + 1 + random.nextInt(LENGTH / 2));
            running.add(
                    new Running(any(random, DEPLOYMENTS), new Session(Instant.ofEpochMilli(start), end, shape, null)));
        }
        Map<List<String>, PriceBook.GpuPrice> rows = new HashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            String accelerator = any(random, ACCELERATORS);
            String from = Instant.ofEpochMilli(START - LENGTH / 4 + random.nextInt(LENGTH))
                    .toString();
            rows.put(
                    List.of(accelerator, from),
                    TestBooks.gpu(accelerator, "*", from, random.nextInt(20) + "." + (100 + random.nextInt(900))));
        }
        Map<Instant, Agreement.Term> terms = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Instant from = Instant.ofEpochMilli(START + QUARTER * (random.nextInt(10) - 2));
            terms.put(from, term(random, from));
        }
        PriceBook book = TestBooks.book("USD", List.copyOf(rows.values()), List.of());
        return new Case(running, new Tariff(book, new Agreement(List.copyOf(terms.values()))));
    }

    private static Agreement.Term term(Random random, Instant from) {
        Map<List<String>, Commitment> commitments = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String accelerator = any(random, ACCELERATORS);
            String region = random.nextBoolean() ? PriceBook.ANY_REGION : any(random, REGIONS);
            UnitPrice price = TestBooks.price(from.toString(), random.nextInt(9) + ".5");
            commitments.put(
                    List.of(accelerator, region),
                    new Commitment(accelerator, region, 1 + random.nextInt(20_000), price));
        }
        return new Agreement.Term(from, List.of(), List.of(), BigDecimal.ZERO, "0", List.copyOf(commitments.values()));
    }

    private static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Map<LineKey, Sum> sums(List<Line> lines) {
        Map<LineKey, Sum> sums = new HashMap<>();
        for (Line line : lines) {
            Sum sum = switch (line) {
                case Line.Gpu gpu ->
                    new Sum(
                            new Fraction(gpu.billed().microGpuSeconds(), BigInteger.ONE),
                            gpu.reserved(),
                            gpu.exactAmount().orElse(Fraction.ZERO));
                case Line.Committed committed ->
                    new Sum(
                            new Fraction(committed.billed().microGpuSeconds(), BigInteger.ONE),
                            new Fraction(committed.used().microGpuSeconds(), BigInteger.ONE),
                            committed.exactAmount().orElseThrow());
                case Line.Tokens tokens -> throw new AssertionError(tokens);
                case Line.Adjustment adjustment -> throw new AssertionError(adjustment);
            };
            sums.merge(LineKey.of((Line.Priced) line), sum, Sum::plus);
        }
        return sums;
    }

    /** The slow way: from boundary to boundary, all sessions looked at in each, one deployment after the other. */
    private static Map<LineKey, Sum> expected(Case given) {
        TreeSet<Long> boundaries = new TreeSet<>(List.of(START, START + LENGTH));
        given.running().forEach(each -> {
            boundaries.add(each.session().start().toEpochMilli());
            boundaries.add(each.session().end().toEpochMilli());
        });
        given.tariff()
                .book()
                .gpus()
                .forEach(row -> boundaries.add(row.perGpuHour().from().toEpochMilli()));
        given.tariff()
                .agreement()
                .terms()
                .forEach(term -> boundaries.add(term.from().toEpochMilli()));
        Map<LineKey, Sum> sums = new HashMap<>();
        for (long at : boundaries.subSet(START, START + LENGTH)) {
            long until = Objects.requireNonNull(boundaries.higher(at));
            for (String accelerator : ACCELERATORS) {
                expect(given, accelerator, at, Fraction.of(until - at), sums);
            }
        }
        return sums;
    }

    private static void expect(Case given, String accelerator, long at, Fraction millis, Map<LineKey, Sum> sums) {
        Map<List<String>, Fraction> rest = new HashMap<>();
        Map<List<String>, Fraction> all = new HashMap<>();
        for (Running each : given.running()) {
            Session session = each.session();
            if (session.shape().accelerator().equals(accelerator)
                    && session.start().toEpochMilli() <= at
                    && session.end().toEpochMilli() > at) {
                Fraction gpus = Fraction.of(session.shape().count().milliGpus());
                List<String> whose = List.of(each.deployment(), session.shape().region());
                all.merge(whose, gpus, Fraction::plus);
                rest.merge(whose, gpus, Fraction::plus);
            }
        }
        List<Commitment> commitments = given.tariff()
                .agreement()
                .at(Instant.ofEpochMilli(at))
                .map(Agreement.Term::commitments)
                .orElse(List.of());
        for (boolean exact : List.of(true, false)) {
            for (Commitment commitment : commitments) {
                boolean any = commitment.region().equals("*");
                if (commitment.accelerator().equals(accelerator) && any != exact) {
                    Fraction used = take(rest, commitment, any);
                    Fraction billed = Fraction.of(commitment.milliGpus()).times(millis);
                    UnitPrice price = commitment.perGpuHour();
                    Sum sum = new Sum(
                            billed, used.times(millis), billed.times(PER_HOUR).times(Fraction.of(price.amount())));
                    LineKey key =
                            new LineKey("commitment", "", accelerator, commitment.region(), "", price.priceFrom(), "");
                    sums.merge(key, sum, Sum::plus);
                }
            }
        }
        all.forEach((whose, gpus) -> {
            Fraction onDemand = Objects.requireNonNull(rest.get(whose)).times(millis);
            GpuKind kind = new GpuKind(accelerator, whose.get(1));
            UnitPrice price = given.tariff()
                    .book()
                    .gpuPrice(kind, Instant.ofEpochMilli(at))
                    .orElse(null);
            LineKey key = new LineKey(
                    "gpu", whose.get(0), accelerator, whose.get(1), "", price == null ? "" : price.priceFrom(), "");
            Fraction amount =
                    price == null ? Fraction.ZERO : onDemand.times(PER_HOUR).times(Fraction.of(price.amount()));
            Fraction billed = gpus.times(millis);
            sums.merge(key, new Sum(billed, billed.minus(onDemand), amount), Sum::plus);
        });
    }

    /** Takes the same share of each from {@code rest}; returns how much. */
    private static Fraction take(Map<List<String>, Fraction> rest, Commitment commitment, boolean any) {
        Fraction there = Fraction.ZERO;
        for (Map.Entry<List<String>, Fraction> each : rest.entrySet()) {
            if (any || each.getKey().get(1).equals(commitment.region())) {
                there = there.plus(each.getValue());
            }
        }
        Fraction reserved = Fraction.of(commitment.milliGpus());
        Fraction taken = there.compareTo(reserved) < 0 ? there : reserved;
        if (taken.compareTo(Fraction.ZERO) > 0) {
            Fraction left = there.minus(taken).dividedBy(there);
            rest.replaceAll((whose, gpus) -> any || whose.get(1).equals(commitment.region()) ? gpus.times(left) : gpus);
        }
        return taken;
    }

    @Property(tries = 300)
    void everyMillisecondIsCoveredAsTheSlowWayCoversIt(@ForAll long seed) {
        Case given = of(new Random(seed));

        List<Line> lines = given.rated(START, START + LENGTH);

        assertThat(sums(lines)).isEqualTo(expected(given));
    }

    @Property(tries = 200)
    void thePartsOfAPeriodAddUpToIt(@ForAll long seed) {
        Random random = new Random(seed);
        Case given = of(random);
        TreeSet<Long> cuts = new TreeSet<>(List.of(START, START + LENGTH));
        random.longs(random.nextInt(6), START, START + LENGTH).forEach(cuts::add);

        List<Line> parts = new ArrayList<>();
        long from = START;
        for (long to : cuts.tailSet(START, false)) {
            parts.addAll(given.rated(from, to));
            from = to;
        }

        assertThat(sums(parts)).isEqualTo(sums(given.rated(START, START + LENGTH)));
    }

    @Property(tries = 200)
    void noMoreIsCoveredThanRunsAndNoMoreUsedThanReserved(@ForAll long seed) {
        List<Line> lines = of(new Random(seed)).rated(START, START + LENGTH);

        Fraction covered = Fraction.ZERO;
        Fraction used = Fraction.ZERO;
        for (Sum sum : sums(lines).values()) {
            assertThat(sum.covered()).isBetween(Fraction.ZERO, sum.billed());
        }
        for (Line line : lines) {
            switch (line) {
                case Line.Gpu gpu -> covered = covered.plus(gpu.reserved());
                case Line.Committed each ->
                    used = used.plus(new Fraction(each.used().microGpuSeconds(), BigInteger.ONE));
                case Line.Tokens tokens -> throw new AssertionError(tokens);
                case Line.Adjustment adjustment -> throw new AssertionError(adjustment);
            }
        }
        assertThat(covered).isEqualTo(used);
    }
}
