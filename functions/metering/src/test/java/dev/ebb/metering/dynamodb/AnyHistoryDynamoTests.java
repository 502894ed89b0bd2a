package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.HistoryRange;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever happened to an account, its export says the same of any interval. */
class AnyHistoryDynamoTests {

    private static final int HOUR = 3600;
    private static final ThreadTables FIRST = ThreadTables.quick(10);
    private static final ThreadTables SECOND = ThreadTables.quick(10);
    private static final ThreadTables FIRST_LOCAL = new ThreadTables(LocalTable::new, 10);
    private static final ThreadTables SECOND_LOCAL = new ThreadTables(LocalTable::new, 10);
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();
    private static final Usage.AdviceTokens TOKENS = new Usage.AdviceTokens(100, 7);

    /** One event, by numbers; an id that a void may name is made of its place in the list. */
    private record Draft(int kind, int second, int deployment, int replica, int more) {
        UsageEvent event(AccountEvents of, int number) {
            String id = "e" + number;
            String d = "d" + deployment;
            String r = "r" + replica;
            ShapePart shape = more % 3 == 0 ? ShapePart.NONE : gpus(more % 5 == 0 ? "A100" : "H100", 1 + more % 2);
            return switch (kind) {
                case 0 -> of.created(id, second, d, gpus("H100", 1 + more % 4));
                case 1 -> of.updated(id, second, d, shape);
                case 2 -> of.deleted(id, second, d);
                case 3, 4 -> of.starting(id, second, d, r);
                case 5, 6, 7 -> of.ready(id, second, d, r, shape);
                case 8, 9 -> of.stopped(id, second, d, r);
                case 10 -> of.alive(id, second, d, r);
                case 11 -> of.served(id, second, second + more * 7L, d, more % 2, null);
                case 12, 13 -> of.served(id, second, second + more * 7L, d, more % 3, TOKENS);
                case 14 -> of.rejected(id, second, second + more * 3L, d);
                case 15 -> of.reported(id, second, second + more * 9L);
                case 16 -> of.tokens(id, second, "m" + more % 2, 10L + more, more, more);
                default -> of.voided(id, second, "e" + (more % 70 == number ? number + 1 : more % 70));
            };
        }
    }

    @Provide
    Arbitrary<List<Draft>> histories() {
        Arbitrary<Draft> draft = Combinators.combine(
                        Arbitraries.integers().between(0, 17).withDistribution(RandomDistribution.uniform()),
                        Arbitraries.integers().between(0, 5 * HOUR).withDistribution(RandomDistribution.uniform()),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 300).withDistribution(RandomDistribution.uniform()))
                .as(Draft::new);
        return draft.list().ofMinSize(30).ofMaxSize(70);
    }

    /** In whatever order: lists are in the order of arrival, and times are any. */
    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void anyHistoryIsToldAgain(
            @ForAll("histories") List<Draft> drafts,
            @ForAll @IntRange(min = 0, max = 150) int fromMinute,
            @ForAll @IntRange(min = 1, max = 150) int minutes,
            @ForAll boolean onHours,
            @ForAll boolean asOfTheEnd) {
        assertToldAgain(drafts, fromMinute, minutes, onHours, asOfTheEnd, FIRST.next(), SECOND.next());
    }

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void onDynamoDbLocalToo(
            @ForAll("histories") List<Draft> drafts,
            @ForAll @IntRange(min = 0, max = 150) int fromMinute,
            @ForAll @IntRange(min = 1, max = 150) int minutes,
            @ForAll boolean onHours,
            @ForAll boolean asOfTheEnd) {
        assertToldAgain(drafts, fromMinute, minutes, onHours, asOfTheEnd, FIRST_LOCAL.next(), SECOND_LOCAL.next());
    }

    private static void assertToldAgain(
            List<Draft> drafts,
            int fromMinute,
            int minutes,
            boolean onHours,
            boolean asOfTheEnd,
            TestTable first,
            TestTable second) {
        int from = onHours ? fromMinute / 60 * HOUR : fromMinute * 60 + fromMinute % 7;
        int to = onHours ? from + (1 + minutes / 60) * HOUR : from + minutes * 60 + minutes % 11;
        AccountEvents account = new AccountEvents("account-" + ACCOUNTS.incrementAndGet());
        HistoryRange range = new HistoryRange(at(from), at(to));
        ToldAgain told = new ToldAgain(account.account(), range, at(asOfTheEnd ? to : 9 * HOUR), first, second);
        List<UsageEvent> history = new ArrayList<>();
        IntStream.range(0, drafts.size())
                .forEach(number -> history.add(drafts.get(number).event(account, number)));

        told.tell(history);

        assertThat(told.copy()).isEqualTo(told.original());
    }
}
