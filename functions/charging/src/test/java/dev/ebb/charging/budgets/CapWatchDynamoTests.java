package dev.ebb.charging.budgets;

import static dev.ebb.charging.budgets.Steps.H100;
import static dev.ebb.charging.budgets.Steps.exactly;
import static dev.ebb.charging.budgets.Steps.gpu;
import static dev.ebb.charging.budgets.Steps.usd;
import static dev.ebb.charging.budgets.TestFleet.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.dynamodb.DynamoChargeBasis;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CapWatchDynamoTests {

    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final Instant NOW = at("2026-11-15T12:00:00Z");
    private static final Tariff TARIFF = usd(gpu("H100", "2026-01-01T00:00:00Z", "8.00"));

    /** A sixth of an hour. */
    private static final HardCap.Lag LAG =
            new HardCap.Lag(Duration.ofMinutes(1), Duration.ofMinutes(4), Duration.ofMinutes(5));

    private final LocalTable table = new LocalTable();
    private final CountedClient counted = new CountedClient(table.client());
    private final DynamoBudgets budgets = new DynamoBudgets(counted.client(), table.name());

    @AfterEach
    void end() {
        table.close();
    }

    private CapWatch caps(ChargeBasis basis) {
        DynamoLiveMeters meters = new DynamoLiveMeters(counted.client(), table.name());
        LiveSpend live = new LiveSpend(meters, new DynamoUsage(counted.client(), table.name()));
        return new CapWatch(budgets, basis, live, meters, CapWatch.NOBODY_ASKS, LAG);
    }

    private CapWatch caps() {
        return caps((account, now, deadline) -> new ChargeBasis.Basis(NOVEMBER, TARIFF, Optional.empty()));
    }

    private Optional<CapOutlook> outlook(String account, String... idle) {
        counted.take();
        return caps().outlook(account, NOW, deployment -> List.of(idle).contains(deployment.name()), Deadline.NONE);
    }

    private void cap(String account, String amount) {
        budgets.set(account, Budget.of(new Budget.Draft(new Scope.Account(), "1", null, amount)), NOW, Deadline.NONE);
    }

    @Test
    void anAccountsOutlookIsWhatItsMetersAndItsFleetComeTo() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.created(at("2026-11-15T09:00:00Z"), "prod", Map.of("environment", "production"));
        fleet.created(at("2026-11-15T09:00:00Z"), "test", Map.of("environment", "test"));
        fleet.created(at("2026-11-15T09:00:00Z"), "asleep", Map.of());
        fleet.ready(at("2026-11-15T10:00:00Z"), "prod", "r1", H100, 1_000);
        fleet.ready(at("2026-11-15T10:00:00Z"), "prod", "r2", H100, 1_000);
        fleet.ready(at("2026-11-15T11:00:00Z"), "test", "r1", H100, 1_000);
        fleet.arrive(NOW);
        cap("acme", "100");

        CapOutlook outlook = outlook("acme").orElseThrow();

        // Two GPUs for two hours and one for one hour are 5 GPU-hours, and 5 minutes more of 3 GPUs are a quarter of
        // one,
        // for an event may lie that far ahead: 5.25 x 8 = 42. Three GPUs burn 24 an hour: 58/24 h = 2 h 25 min.
        HardCap.Outlook ahead = outlook.ahead();
        assertThat(ahead.accrued()).isEqualTo(exactly("42"));
        assertThat(ahead.burn()).isEqualTo(exactly("24"));
        assertThat(ahead.reachedAt()).contains(at("2026-11-15T14:25:00Z"));
        // Each may come to its 4 replicas of one GPU, the one that sleeps too: 12 x 8 = 96 an hour: 58/96 h = 36 min 15
        // s.
        assertThat(ahead.ceiling()).isEqualTo(exactly("96"));
        assertThat(ahead.ceilingReachedAt()).contains(at("2026-11-15T12:36:15Z"));
        // A sixth of an hour at the ceiling is 16: 84 must not be reached before, and is after 42/24 h = 1 h 45 min.
        assertThat(ahead.margin()).isEqualTo(exactly("16"));
        assertThat(ahead.actsAt()).contains(at("2026-11-15T13:45:00Z"));
        assertThat(ahead.victims())
                .extracting(victim -> victim.deployment().name())
                .containsExactly("test", "prod");
        assertThat(outlook("acme", "prod").orElseThrow().ahead().victims())
                .extracting(victim -> victim.deployment().name())
                .containsExactly("prod", "test");
    }

    @Test
    void whatWasDeletedIsNotInTheCeiling() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.created(at("2026-11-15T09:00:00Z"), "gone", Map.of());
        fleet.arrive(NOW);
        fleet.deleted(at("2026-11-15T10:00:00Z"), "gone");
        fleet.arrive(NOW);
        cap("acme", "100");

        assertThat(outlook("acme").orElseThrow().ahead().ceiling()).isEqualTo(Fraction.ZERO);
    }

    @Test
    void anAccountWithoutACapTakesOneRead() {
        assertThat(outlook("nobody")).isEmpty();
        assertThat(counted.take()).isEqualTo(1);
    }

    @Test
    void theAccountsPartTakesTheSameReadsForManyDeploymentsAndTheRestOneForEachThatRuns() {
        deployments("small", 2, 0);
        deployments("large", 30, 20);

        outlook("small");
        int small = counted.take();
        outlook("large");
        int large = counted.take();

        // The budgets, the account's meters, four shards of tokens, the list, the counters and configurations by the
        // hundred; and each that runs.
        assertThat(small).isEqualTo(1 + 1 + 4 + 1 + 1 + 2);
        assertThat(large).isEqualTo(1 + 1 + 4 + 1 + 1 + 30);
    }

    private void deployments(String account, int running, int asleep) {
        TestFleet fleet = new TestFleet(table, account);
        for (int i = 0; i < running; i++) {
            fleet.ready(at("2026-11-15T10:00:00Z"), "d" + i, "r", H100, 1_000);
        }
        for (int i = 0; i < asleep; i++) {
            fleet.created(at("2026-11-15T10:00:00Z"), "asleep" + i, Map.of());
        }
        fleet.arrive(NOW);
        cap(account, "1000");
    }

    @Test
    void whatAnAccountIsChargedByTakesTheSameReadsForManyDeployments() {
        deployments("small", 1, 0);
        deployments("large", 20, 20);
        ChargeBasis basis = new DynamoChargeBasis(counted.client(), table.name());

        counted.take();
        basis.of("small", NOW, Deadline.NONE);
        int small = counted.take();
        ChargeBasis.Basis large = basis.of("large", NOW, Deadline.NONE);

        assertThat(counted.take()).isEqualTo(small);
        assertThat(large.period()).isEqualTo(NOVEMBER);
    }

    @Test
    void anOutlookIsKeptUntilALaterOneOrAnotherCap() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.ready(at("2026-11-15T10:00:00Z"), "d", "r", H100, 1_000);
        fleet.arrive(NOW);
        cap("acme", "100");
        CapOutlook outlook = outlook("acme").orElseThrow();
        CapOutlook earlier = new CapOutlook(
                "acme", outlook.cap(), NOVEMBER, NOW.minusSeconds(1), outlook.currency(), false, outlook.ahead());

        assertThat(budgets.keep(outlook, Deadline.NONE)).isTrue();
        assertThat(budgets.keep(earlier, Deadline.NONE)).isFalse();

        CapOutlooks.Kept kept = budgets.kept("acme", Deadline.NONE).orElseThrow();
        // 2 h and 5 min at 8 an hour are 16.666...: rounded up. 83.333... more take 10 h 25 min.
        assertThat(kept.accrued()).isEqualTo("16.67");
        assertThat(kept.burn()).isEqualTo("8.00");
        assertThat(kept.reachedAt()).contains(at("2026-11-15T22:25:00Z"));
        assertThat(kept.victims()).containsExactly("d");
        cap("acme", "200");
        assertThat(budgets.kept("acme", Deadline.NONE)).isEmpty();
        assertThat(budgets.keep(outlook, Deadline.NONE)).isFalse();
        budgets.remove("acme", new Scope.Account(), NOW, Deadline.NONE);
        assertThat(budgets.keep(outlook, Deadline.NONE)).isFalse();
    }

    @Test
    void whatHasNoPriceIsSaid() {
        TestFleet fleet = new TestFleet(table, "acme");
        fleet.ready(at("2026-11-15T10:00:00Z"), "d", "r", H100, 1_000);
        fleet.arrive(NOW);
        cap("acme", "100");

        Optional<CapOutlook> outlook = caps(new DynamoChargeBasis(counted.client(), table.name()))
                .outlook("acme", NOW, CapWatch.NOBODY_KNOWS, Deadline.NONE);

        assertThat(outlook).map(CapOutlook::unpriced).contains(true);
    }
}
