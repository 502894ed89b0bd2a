package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.ChargedTable.NOW;
import static dev.ebb.charging.dynamodb.ChargedTable.RUN;
import static dev.ebb.charging.dynamodb.ChargedTable.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.runs.ComputeCharges;
import dev.ebb.charging.runs.Handled;
import dev.ebb.charging.runs.Message.Delivery;
import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.RunId;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoDueAccounts;
import dev.ebb.metering.dynamodb.SeenWrites;
import dev.ebb.metering.dynamodb.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What charging writes to, against what its role may write to. */
class ChargingPermissionDynamoTests {

    /** What {@code ComputeChargesRole} in template.yaml says; a test of the template holds it to the same. */
    private static final Set<String> WRITABLE =
            Set.of("ACCOUNT *", "CAPS", "DEPLOYMENT *", "DRAFTS *", "INVOICES *", "METER *", "PRICES *", "RUN *");

    private static final Set<String> DELETABLE = Set.of("DEPLOYMENT *", "DRAFTS *");

    private final ChargedTable table = new ChargedTable();

    @AfterEach
    void drop() {
        table.close();
    }

    /**
     * A lost replica is ended, drafts are kept, an alert is sent, an invoice is made: the template's role allows it, and no
     * more is needed.
     */
    @Test
    void chargingWritesOnlyWhereTheTemplateLetsIt() {
        table.used("acme");
        BilledAccount acme = table.account("acme");
        acme.record(
                NOW,
                acme.ready("lost", TEN.minusSeconds(7200), "llama", "lost", 1),
                acme.alive("alive", TEN.minusSeconds(7100), "llama", "lost"));
        new DynamoBudgets(table.local.client(), table.local.name())
                .set("acme", Budget.of(new Budget.Draft(new Scope.Account(), "1.00", null, null)), NOW, Deadline.NONE);
        List<SeenWrites.Write> writes = new ArrayList<>();
        DynamoDbClient seen = SeenWrites.of(table.local.client(), writes::add);
        Table watched = new Table(seen, table.local.name());
        ComputeCharges charges = new ComputeCharges(
                new DynamoDueAccounts(watched),
                new DynamoRuns(watched),
                table.queue::addAll,
                DynamoBilling.of(seen, table.local.name(), BilledAccount.GRACE),
                DynamoSpendWatch.of(seen, table.local.name(), Optional.of(message -> "receipt")));

        charges.plan(RUN, NOW, Deadline.NONE);
        List<Handled> alerted = charges.handle(List.of(new Delivery("m", new Order(RUN, "acme"))), NOW, Deadline.NONE);
        Instant december = Instant.parse("2026-12-05T00:00:07Z");
        List<Handled> finalised = charges.handle(
                List.of(new Delivery("m", new Order(RunId.of(december), "acme"))), december, Deadline.NONE);

        assertThat(((Handled.Charged) alerted.getFirst()).seen().alerts().sent())
                .isNotEmpty();
        assertThat(((Handled.Charged) finalised.getFirst()).charged().finalised())
                .containsExactly(1L);
        acme.ran(december, "more", "llama", 1, "2026-12-04T00:00:00Z", "2026-12-04T01:00:00Z");
        acme.charge(december);
        DynamoDrafts inParts = new DynamoDrafts(seen, table.local.name(), 10);
        Draft draft = acme.drafts.get("acme", YearMonth.of(2026, 12)).orElseThrow();
        inParts.store(draft);
        inParts.store(new Draft(draft.statement().withDue(BigDecimal.ZERO), december.plusSeconds(1)));

        assertThat(SeenWrites.partitions(writes, false))
                .contains("ACCOUNT *", "RUN *", "DEPLOYMENT *", "DRAFTS *", "INVOICES *")
                .isSubsetOf(WRITABLE);
        assertThat(SeenWrites.partitions(writes, true)).contains("DRAFTS *").isSubsetOf(DELETABLE);
    }
}
