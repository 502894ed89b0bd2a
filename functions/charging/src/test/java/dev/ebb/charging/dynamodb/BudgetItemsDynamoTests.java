package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.CappedAccounts.Capped;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetItemsDynamoTests {

    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");

    @Test
    void budgetsAreKeptAsTheyWereSetAndRemoved() {
        try (LocalTable table = new LocalTable()) {
            DynamoBudgets budgets = new DynamoBudgets(table.client(), table.name());
            Scope label = Scope.of("label team=search & more");
            Budget capped = Budget.of(new Budget.Draft(new Scope.Account(), "2000.5", "10,200", "2500"));
            Budget labelled = Budget.of(new Budget.Draft(label, "7", null, null));
            budgets.set("acme", capped, NOW, Deadline.NONE);
            budgets.set("acme", labelled, NOW, Deadline.NONE);

            assertThat(budgets.of("acme", Deadline.NONE)).containsExactly(capped, labelled);
            assertThat(budgets.remove("acme", label, NOW, Deadline.NONE)).isTrue();
            assertThat(budgets.remove("acme", label, NOW, Deadline.NONE)).isFalse();
            assertThat(budgets.of("acme", Deadline.NONE)).containsExactly(capped);
            assertThat(budgets.of("other", Deadline.NONE)).isEmpty();
        }
    }

    @Test
    void settingAndRemovingMakeTheAccountDueAtTheNextFullHour() {
        try (LocalTable local = new LocalTable()) {
            Table table = new Table(local.client(), local.name());
            DynamoBudgets budgets = new DynamoBudgets(local.client(), local.name());
            Budget budget = Budget.of(new Budget.Draft(new Scope.Account(), "7", null, null));

            budgets.set("acme", budget, NOW, Deadline.NONE);
            Optional<Instant> set =
                    ChargeItem.read(table, "acme", Deadline.NONE).dueAt();
            budgets.remove("acme", budget.scope(), NOW.plusSeconds(3_600), Deadline.NONE);

            assertThat(set).contains(Instant.parse("2026-11-15T13:00:00Z"));
            assertThat(ChargeItem.read(table, "acme", Deadline.NONE).marked())
                    .contains(Instant.parse("2026-11-15T14:00:00Z"));
        }
    }

    @Test
    void whatWasSetSinceIsNotAmongThoseOfAnEarlierPeriod() {
        try (LocalTable table = new LocalTable()) {
            DynamoBudgets budgets = new DynamoBudgets(table.client(), table.name());
            Budget early = Budget.of(new Budget.Draft(new Scope.Account(), "7", null, null));
            Budget late = Budget.of(new Budget.Draft(Scope.of("label team=search"), "7", null, null));
            budgets.set("acme", early, NOW.minusMillis(1), Deadline.NONE);
            budgets.set("acme", late, NOW, Deadline.NONE);

            assertThat(budgets.setBefore("acme", NOW, Deadline.NONE)).containsExactly(early);
            assertThat(budgets.setBefore("acme", NOW.plusMillis(1), Deadline.NONE))
                    .containsExactly(early, late);
        }
    }

    @Test
    void whoHasACapIsInAListUntilSomebodySaysOtherwise() {
        try (LocalTable table = new LocalTable()) {
            DynamoBudgets budgets = new DynamoBudgets(table.client(), table.name());
            Budget capped = Budget.of(new Budget.Draft(new Scope.Account(), "7", null, "9"));
            Budget uncapped = Budget.of(new Budget.Draft(new Scope.Account(), "7", null, null));
            Budget labelled = Budget.of(new Budget.Draft(Scope.of("label team=search"), "7", null, null));
            budgets.set("acme", capped, NOW, Deadline.NONE);
            budgets.set("beta", capped, NOW, Deadline.NONE);
            budgets.set("beta", labelled, NOW.plusSeconds(1), Deadline.NONE);
            budgets.set("other", labelled, NOW, Deadline.NONE);

            assertThat(budgets.all(Deadline.NONE))
                    .containsExactly(new Capped("acme", true, NOW), new Capped("beta", true, NOW));

            budgets.set("acme", uncapped, NOW.plusSeconds(2), Deadline.NONE);
            budgets.remove("beta", new Scope.Account(), NOW.plusSeconds(3), Deadline.NONE);

            assertThat(budgets.all(Deadline.NONE))
                    .containsExactly(
                            new Capped("acme", false, NOW.plusSeconds(2)),
                            new Capped("beta", false, NOW.plusSeconds(3)));
            assertThat(budgets.capped("other", Deadline.NONE)).isEmpty();
        }
    }
}
