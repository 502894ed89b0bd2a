package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.alive;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.deleted;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.rejected;
import static dev.ebb.metering.dynamodb.LedgerEvents.reported;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.updated;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Original;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Which partitions metering writes: its role in template.yaml lets it write those, and a test of the template no other. */
class WrittenPartitionsDynamoTests {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration LATE = Duration.ofDays(2);

    /** What {@code MeterUsageRole} in template.yaml says; a test of the template holds it to the same. */
    private static final Set<String> WRITABLE = Set.of(
            "ACCOUNT *", "ACCOUNTS *", "DEPLOYMENT *", "IDENTITY *", "LATE *", "METER *", "QUARANTINE *", "TOKENS *");

    private final List<SeenWrites.Write> writes = new ArrayList<>();

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /** One of each type, a void of each effect among them, some of it within a month and some over its edge. */
    private static List<UsageEvent> events() {
        return List.of(
                created("created", at(0)),
                updated("updated", at(1), shape("A100", 2_000)),
                starting("starting", at(1), "r"),
                ready("ready", at(2), "r"),
                alive(at(3), "r"),
                stopped("stopped", at(30), "r"),
                starting("failing", at(31), "failed"),
                stopped("failed", at(32), "failed"),
                tokens("tokens", at(4), "m", 1, 0, 1),
                servedWithTokens("served", at(5), at(6), 3),
                rejected("rejected", at(6), at(7)),
                reported("reported", at(5), at(6)),
                ready("twice", at(40), "s"),
                stopped("end", at(50), "s"),
                voided("void-1", at(60), "end"),
                voided("void-2", at(60), "tokens"),
                voided("void-3", at(60), "updated"),
                voided("void-4", at(60), "served"),
                deleted("deleted", at(70)));
    }

    @Test
    void meteringWritesExactlyWhereTheTemplateLetsItAndDeletesInDeploymentsOnly() {
        try (LocalTable table = new LocalTable()) {
            DynamoDbClient seen = SeenWrites.of(table.client(), writes::add);
            DynamoLedger ledger = new DynamoLedger(seen, table.name());
            DynamoQuarantine quarantine = new DynamoQuarantine(seen, table.name());

            for (UsageEvent event : events()) {
                assertThat(ledger.record(List.of(event), at(80), Deadline.NONE))
                        .as(event.toString())
                        .allMatch(outcome -> outcome instanceof Outcome.Accepted);
            }
            ledger.record(List.of(ready("late", at(35), "late")), at(80).plus(LATE), Deadline.NONE);
            quarantine.keep(
                    new Rejection(null, null, null, "unreadable, says the test", Original.of("{")),
                    at(80),
                    Deadline.NONE);

            assertThat(SeenWrites.partitions(writes, false)).isEqualTo(WRITABLE);
            assertThat(SeenWrites.partitions(writes, true)).containsExactly("DEPLOYMENT *");
        }
    }
}
