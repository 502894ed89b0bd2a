package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.H100;
import static dev.ebb.charging.budgets.Steps.exactly;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.price;
import static dev.ebb.charging.budgets.TestFleet.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveSpendDynamoTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Instant NOW = at("2026-11-15T12:00:00Z");
    private static final Instant LONG_AGO = at("2026-01-01T00:00:00Z");
    private static final Tariff TARIFF = Tariff.of(new PriceBook(
            Currency.getInstance("USD"),
            List.of(gpu("H100", "2026-01-01T00:00:00Z", "8.00")),
            List.of(new ModelPrice("llama", price(LONG_AGO, "1.00"), null, price(LONG_AGO, "1.00")))));
    private static final Label SEARCH = new Label("team", "search");

    private final LocalTable table = new LocalTable();
    private final CountedClient counted = new CountedClient(table.client());
    private final DynamoUsage usage = new DynamoUsage(counted.client(), table.name());
    private final LiveSpend live = new LiveSpend(new DynamoLiveMeters(counted.client(), table.name()), usage);

    @AfterEach
    void end() {
        table.close();
    }

    private Spend spend(String account, Optional<LastDraft.Draft> draft, Instant now) {
        counted.take();
        return live.account(account, NOVEMBER, TARIFF, draft, now, Deadline.NONE)
                .spend();
    }

    private Optional<LastDraft.Draft> draft(String account, Instant asOf) {
        return Optional.of(new LastDraft.Draft(
                new Statements(usage, TARIFF).of(account, NOVEMBER, asOf).statement(), asOf));
    }

    private void deployments(String account, int count) {
        TestFleet fleet = new TestFleet(table, account);
        for (int i = 0; i < count; i++) {
            fleet.ready(at("2026-11-15T10:00:00Z"), "d" + i, "r", H100, 1_000);
        }
        fleet.arrive(NOW);
    }

    @Test
    void anAccountOfTenDeploymentsAndOneOfAHundredTakeTheSameRequests() {
        assertThatTheyTakeTheSameRequests(10, 100);
    }

    @Test
    @Tag("thorough")
    void anAccountOfTenDeploymentsAndOneOfAThousandTakeTheSameRequests() {
        assertThatTheyTakeTheSameRequests(10, 1_000);
    }

    private void assertThatTheyTakeTheSameRequests(int few, int many) {
        deployments("small", few);
        deployments("large", many);

        Spend small = spend("small", Optional.empty(), NOW);
        int forFew = counted.take();
        Spend large = spend("large", Optional.empty(), NOW);
        int forMany = counted.take();

        // Two hours at 8.00 each.
        assertThat(small.monthToDate()).isEqualTo(Fraction.of(16L * few));
        assertThat(large.monthToDate()).isEqualTo(Fraction.of(16L * many));
        assertThat(large.burnRate()).isEqualTo(Fraction.of(8L * many));
        // One for the GPUs, four for the shards of the tokens.
        assertThat(forFew).isEqualTo(5);
        assertThat(forMany).isEqualTo(forFew);
    }

    @Test
    void manyReplicasThatChangeForWeeksTakeNoMoreRequestsThanOne() {
        TestFleet fleet = new TestFleet(table, "busy");
        for (int day = 1; day <= 14; day++) {
            for (int replica = 0; replica < 20; replica++) {
                Instant start = at("2026-11-01T00:00:00Z")
                        .plus(Duration.ofDays(day - 1))
                        .plus(Duration.ofMinutes(replica));
                fleet.ready(start, "d", "r" + day + "-" + replica, H100, 1_000);
                fleet.stopped(start.plus(Duration.ofHours(1)), "d", "r" + day + "-" + replica);
            }
        }
        fleet.arrive(NOW);

        Spend spend = spend("busy", Optional.empty(), NOW);

        // 14 x 20 GPU-hours.
        assertThat(spend.monthToDate()).isEqualTo(exactly("2240"));
        assertThat(spend.burnRate()).isEqualTo(Fraction.ZERO);
        assertThat(counted.take()).isEqualTo(5);
    }

    @Test
    void aLabelTakesTheListAndOneRequestForEachOfItsDeploymentsAndNoneForAReplica() {
        deployments("acme", 40);
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.created(at("2026-11-15T09:00:00Z"), "s1", Map.of("team", "search"));
        fleet.created(at("2026-11-15T09:00:00Z"), "s2", Map.of("team", "search"));
        fleet.created(at("2026-11-15T09:00:00Z"), "other", Map.of("team", "chat"));
        for (int i = 0; i < 5; i++) {
            fleet.ready(at("2026-11-15T10:00:00Z"), "s1", "r" + i, H100, 1_000);
        }
        fleet.ready(at("2026-11-15T11:00:00Z"), "s2", "r", H100, 6_000);
        fleet.ready(at("2026-11-15T10:00:00Z"), "other", "r", H100, 1_000);
        fleet.arrive(NOW);
        counted.take();

        LabelFigures figures = live.labels("acme", Set.of(SEARCH), NOVEMBER, TARIFF, NOW, Deadline.NONE)
                .get(SEARCH);

        // 5 GPUs for two hours and 6 for one: 16 GPU-hours at 8.00.
        assertThat(figures).isNotNull();
        assertThat(figures.spend().monthToDate()).isEqualTo(exactly("128"));
        assertThat(figures.burning())
                .containsExactly(new Burning("s2", exactly("48")), new Burning("s1", exactly("40")));
        // The list; 43 deployments' counters and configurations, 100 at a time; and the two.
        assertThat(counted.take()).isEqualTo(1 + 1 + 2);
    }

    @Test
    void aDeploymentThatWasDeletedStillCountsForItsLabel() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.created(at("2026-11-15T09:00:00Z"), "s1", Map.of("team", "search"));
        fleet.ready(at("2026-11-15T10:00:00Z"), "s1", "r", H100, 1_000);
        fleet.arrive(NOW);
        fleet.deleted(at("2026-11-15T11:00:00Z"), "s1");
        fleet.arrive(NOW);

        LabelFigures figures = live.labels("acme", Set.of(SEARCH), NOVEMBER, TARIFF, NOW, Deadline.NONE)
                .get(SEARCH);

        assertThat(figures).isNotNull();
        assertThat(figures.spend().monthToDate()).isEqualTo(exactly("8"));
        assertThat(figures.spend().burnRate()).isEqualTo(Fraction.ZERO);
    }

    @Test
    void tokensAreWhatTheDraftHasAndTheQuarterHoursAfterItsOwn() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.tokens(at("2026-11-02T00:00:00Z"), "llama", 40_000_000);
        fleet.tokens(at("2026-11-15T09:10:00Z"), "llama", 3_000_000);
        fleet.arrive(NOW);
        Optional<LastDraft.Draft> draft = draft("acme", at("2026-11-15T09:20:00Z"));
        fleet.tokens(at("2026-11-15T09:40:00Z"), "llama", 5_000_000);
        fleet.arrive(NOW);

        Spend withDraft = spend("acme", draft, NOW);
        int requests = counted.take();
        Spend without = spend("acme", Optional.empty(), NOW);

        // 40 + 3 in the draft, 5 after it, at 1.00 a million; in the last 24 h 8, which is 1/3 an hour.
        assertThat(withDraft.monthToDate()).isEqualTo(exactly("48"));
        assertThat(without.monthToDate()).isEqualTo(exactly("48"));
        assertThat(withDraft.tokenRate().times(Fraction.of(3))).isEqualTo(exactly("1"));
        // 15 days and a half are 372 h: 48 + 372/3.
        assertThat(withDraft.forecast()).isEqualTo(exactly("172"));
        assertThat(requests).isEqualTo(5);
    }

    @Test
    void inAPeriodThatIsYoungerThanADayTokensHaveTheMeanOfThePeriod() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.tokens(at("2026-10-31T23:00:00Z"), "llama", 900_000_000);
        fleet.tokens(at("2026-11-01T01:00:00Z"), "llama", 6_000_000);
        fleet.arrive(NOW);

        // 6 in 6 hours.
        assertThat(spend("acme", Optional.empty(), at("2026-11-01T06:00:00Z")).tokenRate())
                .isEqualTo(exactly("1"));
        assertThat(spend("acme", Optional.empty(), at("2026-11-01T00:00:00Z")).tokenRate())
                .isEqualTo(Fraction.ZERO);
    }

    @Test
    void anAccountThatNobodyHeardOfSpendsNothing() {
        Spend spend = spend("nobody", Optional.empty(), NOW);

        assertThat(spend.monthToDate()).isEqualTo(Fraction.ZERO);
        assertThat(spend.forecast()).isEqualTo(Fraction.ZERO);
    }
}
