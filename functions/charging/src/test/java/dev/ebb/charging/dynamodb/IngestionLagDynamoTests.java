package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.BilledAccount.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Statement;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoIngestion;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.Table;
import java.time.YearMonth;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While the usage queue lags, heartbeats that wait in it are no silence, and nothing is final. */
class IngestionLagDynamoTests {

    private final LocalTable table = new LocalTable();
    private final BilledAccount account = new BilledAccount(table.client(), table.name(), "acme").priced();
    private final DynamoIngestion ingestion = new DynamoIngestion(new Table(table.client(), table.name()));

    @AfterEach
    void drop() {
        table.close();
    }

    private void meteredUpTo(String tick) {
        ingestion.expect(Set.of("usage"), at(tick), Deadline.NONE);
        ingestion.metered("usage", at(tick), Deadline.NONE);
    }

    /** 8 GPUs at 4.00 from 10:00 to 10:12 are 6.40; to the last heartbeat that was metered, 10:01, they are 0.53. */
    @Test
    void aQueueThatIsElevenMinutesBehindEndsNoSession() {
        account.record(
                at("2026-11-15T10:01:05Z"),
                account.ready("r", at("2026-11-15T10:00:00Z"), "llama", "r-1", 8),
                account.alive("a", at("2026-11-15T10:01:00Z"), "llama", "r-1"));
        meteredUpTo("2026-11-15T10:01:00Z");

        Charged behind = account.charge("2026-11-15T10:12:00Z");

        assertThat(behind.draft().total()).isEqualTo("6.40");
        assertThat(behind.draft().complete()).isFalse();
        assertThat(behind.draft().meteredUpTo()).isEqualTo(at("2026-11-15T10:01:00Z"));
        assertThat(behind.warnings())
                .anyMatch(warning -> warning.reason().contains("metered up to 2026-11-15T10:01:00Z only"));
        assertThat(account.drafts
                        .get("acme", YearMonth.of(2026, 11))
                        .orElseThrow()
                        .statement()
                        .meteredUpTo())
                .isEqualTo(at("2026-11-15T10:01:00Z"));

        meteredUpTo("2026-11-15T10:12:00Z");
        Statement caughtUp = account.charge("2026-11-15T10:12:00Z").draft();

        // With no heartbeat for more than ten minutes that were heard, it is lost.
        assertThat(caughtUp.total()).isEqualTo("0.53");
        assertThat(caughtUp.meteredUpTo()).isNull();
        assertThat(caughtUp.complete()).isTrue();
    }

    @Test
    void noInvoiceIsMadeBeforeIngestionHasCaughtUp() {
        account.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        meteredUpTo("2026-10-03T23:57:00Z");

        Charged behind = account.charge("2026-10-04T00:00:00Z");
        Charged accepted = account.billing()
                .acceptIncomplete(
                        "acme", YearMonth.of(2026, 9), "it is as it is", at("2026-10-04T00:00:00Z"), Deadline.NONE);

        assertThat(behind.held()).singleElement().asString().contains("waits: events are metered up to");
        assertThat(accepted.held()).isEqualTo(behind.held());
        assertThat(account.invoices.list("acme")).isEmpty();

        meteredUpTo("2026-10-03T23:58:00Z");

        assertThat(account.charge("2026-10-04T00:00:00Z").finalised()).containsExactly(1L);
    }
}
