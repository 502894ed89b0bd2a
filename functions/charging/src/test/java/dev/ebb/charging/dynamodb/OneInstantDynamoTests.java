package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.dynamodb.ThreadTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is charged as of an instant follows from the events and the instant, not from what was charged before. */
class OneInstantDynamoTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Instant BEGIN = BilledAccount.at("2026-11-10T00:00:00Z");
    private static final int MINUTES = 120;

    /** An event: 0 a ready, 1 an alive, 2 a stop. */
    record Step(int minute, int kind, int replica) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, MINUTES),
                        Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(4, 1), Tuple.of(1, 2)),
                        Arbitraries.integers().between(0, 2))
                .as(Step::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(14);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void replayAndAsOfAndTheHourlyChargeAgree(
            @ForAll("histories") List<Step> history,
            @ForAll @IntRange(max = 40) int after,
            @ForAll @Size(max = 3) List<@IntRange(max = 60) Integer> charges) {
        int last = history.stream().mapToInt(Step::minute).max().orElseThrow();
        Instant asOf = at(last + 1 + after);
        Instant now = at(last + 60);

        Statement replayed;
        try (TestTable fresh = ThreadTables.quick()) {
            BilledAccount acme = account(fresh);
            acme.record(now, events(acme, history));
            replayed = asOf(acme, asOf);
        }
        try (TestTable table = ThreadTables.quick()) {
            BilledAccount acme = account(table);
            acme.record(now, events(acme, history));
            charges.forEach(minute -> acme.charge(at(last + 1 + minute)));

            Statement looked = asOf(acme, asOf);
            acme.charge(at(last + 60));
            Statement again = asOf(acme, asOf);
            Statement hourly = acme.charge(asOf).draft();

            assertThat(looked).isEqualTo(replayed);
            assertThat(again).isEqualTo(replayed);
            assertThat(hourly).isEqualTo(replayed);
        }
    }

    private static BilledAccount account(TestTable table) {
        return new BilledAccount(table.client(), table.name(), "acme").priced();
    }

    /** As {@code replay} and {@code charge --as-of} compute it. */
    private static Statement asOf(BilledAccount acme, Instant asOf) {
        acme.ledger.settle(acme.name, asOf, LostRule.STANDARD, Deadline.NONE);
        Tariff tariff = new Tariff(BilledAccount.BOOK, new Agreement(List.of()));
        return new Statements(acme.usage, tariff).of(acme.name, NOVEMBER, asOf).statement();
    }

    private static UsageEvent[] events(BilledAccount acme, List<Step> history) {
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            Step step = history.get(i);
            Instant time = at(step.minute()).plusMillis(i);
            String replica = "r" + step.replica();
            events.add(
                    switch (step.kind()) {
                        case 0 -> acme.ready("e" + i, time, "llama", replica, 1);
                        case 1 -> acme.alive("e" + i, time, "llama", replica);
                        default -> acme.stopped("e" + i, time, "llama", replica);
                    });
        }
        return events.toArray(UsageEvent[]::new);
    }

    private static Instant at(int minute) {
        return BEGIN.plusSeconds(60L * minute);
    }
}
