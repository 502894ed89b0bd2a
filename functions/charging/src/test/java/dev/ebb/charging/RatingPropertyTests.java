package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What holds for all sessions, prices, periods and active minutes. A seed makes a case. */
class RatingPropertyTests {

    private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final int LENGTH = 4 * 3_600_000;
    private static final long MINUTE = 60_000;
    private static final List<String> KINDS = List.of("A100", "H100");
    private static final List<String> REGIONS = List.of("eu", "us");

    private record Usage(List<ReplicaSession> sessions, Set<Long> activeMinutes) {

        DeploymentUsage in(long from, long to) {
            long firstMinute = Math.floorDiv(from, MINUTE);
            BitSet minutes = new BitSet();
            for (long minute : activeMinutes) {
                if (minute >= firstMinute && minute * MINUTE < to) {
                    minutes.set((int) (minute - firstMinute));
                }
            }
            Instant end = Instant.ofEpochMilli(to);
            return new DeploymentUsage(
                    new DeploymentId("acme", "m"),
                    Instant.ofEpochMilli(from),
                    end,
                    sessions,
                    List.of(),
                    minutes,
                    firstMinute,
                    List.of(),
                    List.of(),
                    false,
                    Map.of(),
                    end);
        }
    }

    private record Key(GpuKind kind, String unitPrice, String priceFrom) {}

    private record Sum(GpuTime billed, GpuTime busy, Fraction amount) {
        Sum plus(Sum other) {
            return new Sum(billed.plus(other.billed), busy.plus(other.busy), amount.plus(other.amount));
        }
    }

    private static Usage usage(Random random) {
        List<ReplicaSession> sessions = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            long start = START - LENGTH / 4 + random.nextInt(LENGTH);
            long end = start + 1 + random.nextInt(LENGTH / 2);
            Shape shape = new Shape(
                    KINDS.get(random.nextInt(2)),
                    new GpuCount(1 + random.nextInt(16_000)),
                    REGIONS.get(random.nextInt(2)));
            sessions.add(session(shape, start, end));
        }
        Set<Long> active = new HashSet<>();
        for (int i = random.nextInt(200); i > 0; i--) {
            active.add(START / MINUTE + random.nextInt(LENGTH / (int) MINUTE));
        }
        return new Usage(sessions, active);
    }

    private static ReplicaSession session(Shape shape, long start, long end) {
        return new ReplicaSession(
                "r", new Session(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), shape, null), false);
    }

    private static PriceBook book(Random random) {
        Map<List<Object>, PriceBook.GpuPrice> rows = new HashMap<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            String kind = KINDS.get(random.nextInt(2));
            String region = random.nextBoolean() ? PriceBook.ANY_REGION : REGIONS.get(random.nextInt(2));
            Instant from = Instant.ofEpochMilli(START - LENGTH / 4 + random.nextInt(LENGTH));
            String amount = random.nextInt(20) + "." + (100 + random.nextInt(900));
            rows.put(List.of(kind, region, from), TestBooks.gpu(kind, region, from.toString(), amount));
        }
        return TestBooks.book("USD", List.copyOf(rows.values()), List.of());
    }

    private static Map<Key, Sum> sums(Collection<Line> lines) {
        Map<Key, Sum> sums = new HashMap<>();
        for (Line line : lines) {
            Line.Gpu gpu = (Line.Gpu) line;
            UnitPrice price = gpu.price();
            Key key = new Key(
                    gpu.kind(), price == null ? "none" : price.unitPrice(), price == null ? "" : price.priceFrom());
            Fraction amount = gpu.exactAmount().orElse(Fraction.ZERO);
            sums.merge(key, new Sum(gpu.billed(), gpu.busy(), amount), Sum::plus);
        }
        return sums;
    }

    @Property(tries = 200)
    void splittingSessionsAtAnyInstantsChangesNoExactAmount(@ForAll long seed) {
        Random random = new Random(seed);
        Usage whole = usage(random);
        PriceBook book = book(random);
        List<ReplicaSession> parts = new ArrayList<>();
        for (ReplicaSession each : whole.sessions()) {
            long start = each.session().start().toEpochMilli();
            long end = each.session().end().toEpochMilli();
            TreeSet<Long> cuts = new TreeSet<>(List.of(start, end));
            random.longs(random.nextInt(5), start, end).forEach(cuts::add);
            for (Long cut = start; cuts.higher(cut) != null; cut = Objects.requireNonNull(cuts.higher(cut))) {
                parts.add(session(each.session().shape(), cut, Objects.requireNonNull(cuts.higher(cut))));
            }
        }
        Usage split = new Usage(parts, whole.activeMinutes());

        List<Line> rated = new Rating(Tariff.of(book)).gpuLines(split.in(START, START + LENGTH));

        assertThat(rated).isEqualTo(new Rating(Tariff.of(book)).gpuLines(whole.in(START, START + LENGTH)));
    }

    @Property(tries = 200)
    void thePartsOfAPeriodAddUpToIt(@ForAll long seed) {
        Random random = new Random(seed);
        Usage usage = usage(random);
        PriceBook book = book(random);
        TreeSet<Long> cuts = new TreeSet<>(List.of(START, START + LENGTH));
        random.longs(random.nextInt(6), START, START + LENGTH).forEach(cuts::add);

        List<Line> parts = new ArrayList<>();
        long from = START;
        for (long to : cuts.tailSet(START, false)) {
            parts.addAll(new Rating(Tariff.of(book)).gpuLines(usage.in(from, to)));
            from = to;
        }

        assertThat(sums(parts)).isEqualTo(sums(new Rating(Tariff.of(book)).gpuLines(usage.in(START, START + LENGTH))));
    }

    /** The slow way: minute by minute, and the price looked up in the book at each boundary. */
    @Property(tries = 200)
    void everyMillisecondIsRatedOnceAtItsOwnPrice(@ForAll long seed) {
        Random random = new Random(seed);
        Usage usage = usage(random);
        PriceBook book = book(random);

        Map<Key, Sum> rated = sums(new Rating(Tariff.of(book)).gpuLines(usage.in(START, START + LENGTH)));

        TreeSet<Long> boundaries = new TreeSet<>();
        for (long at = START; at <= START + LENGTH; at += MINUTE) {
            boundaries.add(at);
        }
        book.gpus().forEach(row -> boundaries.add(row.perGpuHour().from().toEpochMilli()));
        Map<Key, Sum> expected = new HashMap<>();
        for (ReplicaSession each : usage.sessions()) {
            Session session = each.session();
            long at = Math.max(START, session.start().toEpochMilli());
            long end = Math.min(START + LENGTH, session.end().toEpochMilli());
            while (at < end) {
                Long next = boundaries.higher(at);
                long cut = next == null ? end : Math.min(end, next);
                BigInteger used = BigInteger.valueOf(cut - at)
                        .multiply(BigInteger.valueOf(session.shape().count().milliGpus()));
                UnitPrice price = inForce(book, session.shape(), at);
                boolean active = usage.activeMinutes().contains(at / MINUTE);
                Key key = new Key(
                        session.shape().gpuKind(),
                        price == null ? "none" : price.unitPrice(),
                        price == null ? "" : price.priceFrom());
                Fraction amount = price == null
                        ? Fraction.ZERO
                        : new Fraction(used, BigInteger.valueOf(3_600_000_000L)).times(Fraction.of(price.amount()));
                Sum sum = new Sum(new GpuTime(used), active ? new GpuTime(used) : GpuTime.ZERO, amount);
                expected.merge(key, sum, Sum::plus);
                at = cut;
            }
        }
        assertThat(rated).isEqualTo(expected);
    }

    private static @Nullable UnitPrice inForce(PriceBook book, Shape shape, long at) {
        UnitPrice exact = null;
        UnitPrice any = null;
        for (PriceBook.GpuPrice row : book.gpus()) {
            UnitPrice price = row.perGpuHour();
            if (!row.accelerator().equals(shape.accelerator()) || price.from().toEpochMilli() > at) {
                continue;
            }
            if (row.region().equals(shape.region())
                    && (exact == null || price.from().isAfter(exact.from()))) {
                exact = price;
            }
            if (row.region().equals(PriceBook.ANY_REGION)
                    && (any == null || price.from().isAfter(any.from()))) {
                any = price;
            }
        }
        return exact != null ? exact : any;
    }

    @Property(tries = 200)
    void busyAndIdleAddUpToBilledAndAmountsToTheTotal(@ForAll long seed) {
        Random random = new Random(seed);
        Usage usage = usage(random);
        PriceBook book = book(random);

        List<Line> lines = new Rating(Tariff.of(book)).gpuLines(usage.in(START, START + LENGTH));
        Statement statement = Statement.of("acme", Period.of("2026-11", "UTC"), Tariff.of(book), lines, true);

        for (Line line : lines) {
            Line.Gpu gpu = (Line.Gpu) line;
            assertThat(gpu.busy().plus(gpu.idle())).isEqualTo(gpu.billed());
            assertThat(gpu.busy()).isBetween(GpuTime.ZERO, gpu.billed());
        }
        assertThat(statement.lines().stream()
                        .filter(line -> line.amount() != null)
                        .map(Statement.ChargedLine::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(statement.total());
        assertThat(statement.complete())
                .isEqualTo(lines.stream().allMatch(line -> line.exactAmount().isPresent()));
    }
}
