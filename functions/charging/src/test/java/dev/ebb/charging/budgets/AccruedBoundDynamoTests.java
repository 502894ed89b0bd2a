package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.decimal;
import static dev.ebb.charging.budgets.Steps.price;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random histories through the ledger: late, early, and voided events, and prices that change at any millisecond. */
class AccruedBoundDynamoTests {

    private static final TestTable TABLE = ThreadTables.quick();
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final int WINDOW = 4 * 3_600_000;
    private static final int TOLERANCE = 5 * 60_000;
    private static final List<GpuKind> KINDS =
            List.of(new GpuKind("H100", "us"), new GpuKind("H100", "eu"), new GpuKind("A100", "us"));

    private static int accounts;

    /**
     * An event.
     *
     * @param at milliseconds of the period
     * @param kind 0 to 2 a ready on that kind of GPU, 3 a stop, 4 a void of an earlier event
     * @param early whether it has arrived before the draft
     */
    record Event(int at, int kind, int replica, boolean early) {}

    @AfterContainer
    static void end() {
        TABLE.close();
    }

    @Provide
    Arbitrary<List<Event>> histories() {
        return Combinators.combine(
                        Arbitraries.integers().between(-WINDOW, WINDOW + TOLERANCE),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of(true, false))
                .as(Event::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(14);
    }

    @Provide
    Arbitrary<Tariff> tariffs() {
        Arbitrary<GpuPrice> rows = Combinators.combine(
                        Arbitraries.of("H100", "A100"),
                        Arbitraries.integers().between(-WINDOW, WINDOW),
                        Arbitraries.integers().between(1, 20))
                .as((accelerator, from, amount) ->
                        new GpuPrice(accelerator, PriceBook.ANY_REGION, price(at(from), String.valueOf(amount))));
        return rows.list()
                .uniqueElements(
                        row -> Tuple.of(row.accelerator(), row.perGpuHour().from()))
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(prices -> Tariff.of(new PriceBook(Currency.getInstance("USD"), prices, List.of())));
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void theBoundIsNeverBelowWhatHasAccruedAndTheFigureIsWithinItsDoubt(
            @ForAll("histories") List<Event> history,
            @ForAll("tariffs") Tariff tariff,
            @ForAll @IntRange(max = WINDOW) int first,
            @ForAll @IntRange(max = WINDOW) int second) {
        String account = "a" + accounts++;
        Instant drafted = at(Math.min(first, second));
        Instant now = at(Math.max(first, second));
        DynamoUsage usage = new DynamoUsage(TABLE.client(), TABLE.name());
        Statements statements = new Statements(usage, tariff);
        TestFleet fleet = new TestFleet(TABLE, account);
        List<String> readies = new ArrayList<>();
        arrive(fleet, history, true, drafted, readies);
        LastDraft.Draft draft =
                new LastDraft.Draft(statements.of(account, NOVEMBER, drafted).statement(), drafted);
        arrive(fleet, history, false, now, readies);

        AccountFigures figures = new LiveSpend(new DynamoLiveMeters(TABLE.client(), TABLE.name()), usage)
                .account(account, NOVEMBER, tariff, Optional.of(draft), now, Deadline.NONE);

        Fraction truth = exact(statements.of(account, NOVEMBER, now).statement());
        assertThat(figures.accruedBound())
                .as("%s, in truth %s", decimal(figures.accruedBound()), decimal(truth))
                .isGreaterThanOrEqualTo(truth);
        if (history.stream().noneMatch(event -> at(event.at()).isAfter(now))) {
            Spend spend = figures.spend();
            assertThat(truth)
                    .as("%s in doubt of %s", decimal(spend.monthToDate()), decimal(spend.doubt()))
                    .isBetween(
                            spend.monthToDate().minus(spend.doubt()),
                            spend.monthToDate().plus(spend.doubt()));
        }
    }

    /** What could have arrived by then: nothing is let in that lies further ahead than the tolerance. */
    private static void arrive(TestFleet fleet, List<Event> history, boolean early, Instant now, List<String> readies) {
        for (Event event : history) {
            Instant time = at(event.at());
            if (event.early() != early || time.isAfter(now.plusMillis(TOLERANCE))) {
                continue;
            }
            String replica = "r" + event.replica();
            String deployment = "d" + event.replica() % 2;
            switch (event.kind()) {
                case 0, 1, 2 -> readies.add(fleet.ready(time, deployment, replica, KINDS.get(event.kind()), 1_500));
                case 3 -> readies.add(fleet.stopped(time, deployment, replica));
                default -> {
                    if (!readies.isEmpty()) {
                        fleet.voided(time, readies.removeFirst());
                    }
                }
            }
            fleet.arrive(now);
        }
    }

    private static Instant at(int millis) {
        return NOVEMBER.from().plusMillis(millis);
    }

    private static Fraction exact(Statement statement) {
        return statement.lines().stream()
                .flatMap(each -> each.line().exactAmount().stream())
                .reduce(Fraction.ZERO, Fraction::plus);
    }
}
