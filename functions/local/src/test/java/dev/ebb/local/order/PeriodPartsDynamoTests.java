package dev.ebb.local.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Rating;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.metering.json.JsonEventReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However a period is split, the parts add up to it exactly: on both roads, read from the table. In memory; with {@code ebb.thorough} on DynamoDB Local. */
final class PeriodPartsDynamoTests {

    /** Before the first event of any set, and after the last. */
    private static final Instant FROM = Instant.parse("2026-10-25T00:00:00Z");

    private static final Instant TO = Instant.parse("2026-11-10T00:00:00Z");
    private static final PriceBook BOOK = PriceBookJson.read(EventSets.PRICES.getBytes(StandardCharsets.UTF_8));

    /** One for all tries, which have accounts of their own. */
    private static final TestTable TABLE = ThreadTables.quick();

    private static final MeteredUsage USAGE = new DynamoUsage(TABLE.client(), TABLE.name());
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Of one line's usage. */
    private record Sum(BigInteger quantity, BigInteger busyOrCached, Fraction amount) {
        Sum plus(Sum other) {
            return new Sum(
                    quantity.add(other.quantity), busyOrCached.add(other.busyOrCached), amount.plus(other.amount));
        }
    }

    @Provide
    Arbitrary<EventSet> manyEvents() {
        return EventSets.wide(60);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void thePartsOfAPeriodAddUpToIt(@ForAll("manyEvents") EventSet set, @ForAll Random random) {
        AccountPrefix prefix = AccountPrefix.of(RUNS.getAndIncrement());
        List<String> accounts = metered(set, prefix);
        SortedSet<Instant> instants = cuts(set, random, UnaryOperator.identity());
        SortedSet<Instant> quarters = cuts(set, random, Meter::quarterOf);

        for (String account : accounts) {
            assertThat(tokens(account, quarters))
                    .as("tokens of %s, cut at %s, %s", account, quarters, set)
                    .isEqualTo(tokens(account, ends()));
            for (DeploymentId deployment : USAGE.deployments(account)) {
                assertThat(sessions(deployment, instants, set.asOf()))
                        .as("sessions of %s, cut at %s, %s", deployment, instants, set)
                        .isEqualTo(sessions(deployment, ends(), set.asOf()));
                assertThat(meters(deployment, quarters, set.asOf()))
                        .as("meters of %s, cut at %s, %s", deployment, quarters, set)
                        .isEqualTo(meters(deployment, ends(), set.asOf()));
            }
        }
    }

    /** Which accounts the set has, in this run's part of the table. */
    private static List<String> metered(EventSet set, AccountPrefix prefix) {
        DynamoLedger ledger = new DynamoLedger(TABLE.client(), TABLE.name(), null);
        MeterUsage metering = new MeterUsage(
                new JsonEventReader(), ledger, new DynamoQuarantine(TABLE.client(), TABLE.name()), Admission.HISTORY);
        List<Original> bodies =
                set.events().stream().map(prefix::putOn).map(Original::of).toList();
        MeterUsage.Result result = metering.meter(bodies, set.asOf(), Deadline.NONE);
        assertThat(result.accepted() + result.duplicates())
                .isEqualTo(set.events().size());
        List<String> accounts = USAGE.accounts().stream()
                .filter(account -> account.startsWith(prefix.text()))
                .toList();
        assertThat(accounts).isNotEmpty();
        accounts.forEach(account -> ledger.settle(account, set.asOf(), LostRule.STANDARD, Deadline.NONE));
        return accounts;
    }

    private static SortedSet<Instant> ends() {
        return new TreeSet<>(List.of(FROM, TO));
    }

    /** The ends, and up to four instants between them, most of them near as-of, where something happened. */
    private static SortedSet<Instant> cuts(EventSet set, Random random, UnaryOperator<Instant> edge) {
        SortedSet<Instant> cuts = ends();
        for (int i = random.nextInt(4); i >= 0; i--) {
            long spread = random.nextBoolean() ? Duration.ofDays(5).toMillis() : 7_200_000;
            Instant cut = edge.apply(set.asOf().minusMillis(random.nextLong(spread)));
            if (cut.isAfter(FROM) && cut.isBefore(TO)) {
                cuts.add(cut);
            }
        }
        return cuts;
    }

    private interface Part {
        void between(Instant from, Instant to);
    }

    private static void each(SortedSet<Instant> cuts, Part part) {
        Iterator<Instant> next = cuts.iterator();
        Instant from = next.next();
        while (next.hasNext()) {
            Instant to = next.next();
            part.between(from, to);
            from = to;
        }
    }

    private static Map<String, Sum> sessions(DeploymentId deployment, SortedSet<Instant> cuts, Instant asOf) {
        Map<String, Sum> sums = new TreeMap<>();
        each(
                cuts,
                (from, to) ->
                        add(sums, new Rating(Tariff.of(BOOK)).gpuLines(USAGE.deployment(deployment, from, to, asOf))));
        return sums;
    }

    private static Map<String, Sum> tokens(String account, SortedSet<Instant> cuts) {
        Map<String, Sum> sums = new TreeMap<>();
        each(cuts, (from, to) -> add(sums, new Rating(Tariff.of(BOOK)).tokenLines(USAGE.tokens(account, from, to))));
        return sums;
    }

    private static Map<GpuKind, GpuTime> meters(DeploymentId deployment, SortedSet<Instant> cuts, Instant asOf) {
        Map<GpuKind, GpuTime> sums = new TreeMap<>();
        each(cuts, (from, to) -> {
            DeploymentUsage part = USAGE.deployment(deployment, from, to, asOf);
            part.metered().forEach((kind, time) -> sums.merge(kind, time, GpuTime::plus));
        });
        sums.values().removeIf(GpuTime.ZERO::equals);
        return sums;
    }

    private static void add(Map<String, Sum> sums, Collection<Line> lines) {
        for (Line line : lines) {
            UnitPrice price = ((Line.Priced) line).price();
            Fraction amount = line.exactAmount().orElse(Fraction.ZERO);
            String at = price == null ? " unpriced" : " at " + price.unitPrice() + " from " + price.priceFrom();
            switch (line) {
                case Line.Gpu gpu ->
                    sums.merge(
                            gpu.kind() + at,
                            new Sum(gpu.billed().microGpuSeconds(), gpu.busy().microGpuSeconds(), amount),
                            Sum::plus);
                case Line.Tokens tokens ->
                    sums.merge(
                            tokens.model() + " " + tokens.direction() + at,
                            new Sum(tokens.quantity(), tokens.cached(), amount),
                            Sum::plus);
                case Line.Committed committed -> throw new AssertionError(committed);
                case Line.Adjustment adjustment -> throw new AssertionError(adjustment);
            }
        }
    }
}
