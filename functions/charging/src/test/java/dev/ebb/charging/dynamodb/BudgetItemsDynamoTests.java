package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.LocalTable;
import org.junit.jupiter.api.Test;

class BudgetItemsDynamoTests {

    @Test
    void budgetsAreKeptAsTheyWereSetAndRemoved() {
        try (LocalTable table = new LocalTable()) {
            DynamoBudgets budgets = new DynamoBudgets(table.client(), table.name());
            Scope label = Scope.of("label team=search & more");
            Budget capped = Budget.of(new Budget.Draft(new Scope.Account(), "2000.5", "10,200", "2500"));
            Budget labelled = Budget.of(new Budget.Draft(label, "7", null, null));
            budgets.set("acme", capped, Deadline.NONE);
            budgets.set("acme", labelled, Deadline.NONE);

            assertThat(budgets.of("acme", Deadline.NONE)).containsExactly(capped, labelled);
            assertThat(budgets.remove("acme", label, Deadline.NONE)).isTrue();
            assertThat(budgets.remove("acme", label, Deadline.NONE)).isFalse();
            assertThat(budgets.of("acme", Deadline.NONE)).containsExactly(capped);
            assertThat(budgets.of("other", Deadline.NONE)).isEmpty();
        }
    }
}
