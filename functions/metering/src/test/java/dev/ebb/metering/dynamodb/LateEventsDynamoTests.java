package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.SOURCE;
import static dev.ebb.metering.dynamodb.LedgerEvents.alive;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.identity;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.updated;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.AccountHistory;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LateEvents;
import dev.ebb.metering.LateEvents.LateEvent;
import dev.ebb.metering.LateEvents.Subject;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What came late and bills is in the journal, once; and what an account used is known since the beginning of time. */
class LateEventsDynamoTests {

    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final Instant LATE = NOW.minus(LateEvents.AFTER).minusMillis(1);
    private static final Instant IN_TIME = NOW.minus(LateEvents.AFTER);
    private static final Subject LLAMA = new Subject.Deployment("llama");

    private final LocalTable table = new LocalTable();
    private final TableFixture fixture = new TableFixture(table.client(), table.name());
    private final LateEvents late = new DynamoLateEvents(table.client(), table.name());
    private final AccountHistory history = new DynamoAccountHistory(table.client(), table.name());

    @AfterEach
    void drop() {
        table.close();
    }

    private List<LateEvent> journal() {
        return late.lateSince(ACCOUNT, Instant.EPOCH).toList();
    }

    @Test
    void whatBillsAndIsLateIsWrittenDownOnceWithWhatItChanges() {
        List<UsageEvent> events = List.of(
                created("c", LATE),
                ready("r", LATE, "r-1"),
                stopped("s", LATE, "r-1"),
                tokens("t", LATE, "m", 1, 0, 0));

        fixture.recordAll(NOW, events);
        fixture.recordAll(NOW.plusSeconds(1), events);

        assertThat(journal())
                .containsExactlyInAnyOrder(
                        new LateEvent(identity("c"), LATE, "dev.ebb.deployment.created", LLAMA, NOW),
                        new LateEvent(identity("r"), LATE, "dev.ebb.replica.ready", LLAMA, NOW),
                        new LateEvent(identity("s"), LATE, "dev.ebb.replica.stopped", LLAMA, NOW),
                        new LateEvent(identity("t"), LATE, "dev.ebb.tokens.used", new Subject.Model("m"), NOW));
        assertThat(journal().getFirst().identity().source()).isEqualTo(SOURCE);
        assertThat(late.lateSince(ACCOUNT, NOW.plusMillis(1))).isEmpty();
        assertThat(late.lateSince(ACCOUNT, NOW)).hasSize(4);
    }

    @Test
    void whatIsInTimeOrDoesNotBillIsNot() {
        fixture.record(
                NOW,
                created("c", IN_TIME),
                ready("r", IN_TIME, "r-1"),
                tokens("t", IN_TIME, "m", 1, 0, 0),
                updated("u", LATE, ShapePart.NONE),
                alive(LATE, "r-1"));

        assertThat(journal()).isEmpty();
    }

    @Test
    void aVoidIsAsLateAsWhatItVoids() {
        fixture.record(LATE, tokens("t", LATE, "m", 1, 0, 0), ready("r", LATE, "r-1"), created("c", LATE));
        fixture.record(NOW, tokens("young", IN_TIME, "m", 1, 0, 0));
        assertThat(journal()).isEmpty();

        fixture.record(
                NOW,
                voided("v1", NOW, "t"),
                voided("v2", NOW, "r"),
                voided("v3", NOW, "c"),
                voided("v4", NOW, "young"),
                voided("v5", LATE, "never came"));

        assertThat(journal())
                .containsExactlyInAnyOrder(
                        new LateEvent(identity("v1"), LATE, "dev.ebb.usage.voided", new Subject.Model("m"), NOW),
                        new LateEvent(identity("v2"), LATE, "dev.ebb.usage.voided", LLAMA, NOW),
                        new LateEvent(identity("v3"), LATE, "dev.ebb.usage.voided", LLAMA, NOW));
    }

    @Test
    void aBatchOfLateEventsIsWrittenWholeThoughATransactionHoldsHalfAsMany() {
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            events.add(tokens("t" + i, LATE, "m", 1, 0, 0));
            events.add(ready("r" + i, LATE.minusSeconds(i), "r-" + i % 30));
        }

        fixture.recordAll(NOW, events);

        assertThat(journal()).hasSize(240);
    }

    @Test
    void aJournalOfManyPagesIsReadWholeAndInOrder() {
        for (int batch = 0; batch < 12; batch++) {
            int first = batch * 100;
            fixture.recordAll(
                    NOW.plusMillis(batch),
                    IntStream.range(first, first + 100)
                            .mapToObj(i -> tokens("t" + i, LATE, "m", 1, 0, 0))
                            .toList());
        }

        List<LateEvent> journal = journal();

        assertThat(journal).hasSize(1200).doesNotHaveDuplicates();
        assertThat(journal).extracting(LateEvent::recordedAt).isSorted();
    }

    @Test
    void historyThatIsPlayedAgainIsNotLate() {
        new DynamoLedger(table.client(), table.name(), null, false)
                .record(List.of(tokens("t", LATE, "m", 1, 0, 0)), NOW, Deadline.NONE);

        assertThat(journal()).isEmpty();
    }

    @Test
    void anAccountsGpuTimeIsReadUpToAnyQuarterHour() {
        Instant from = Instant.parse("2026-10-31T23:00:00Z");
        fixture.record(NOW, ready("r", from, "r-1"), stopped("s", from.plus(Duration.ofHours(3)), "r-1"));
        GpuKind kind = new GpuKind("H100", "global");

        assertThat(history.firstUsage(ACCOUNT)).contains(from);
        assertThat(history.gpuTimeUpTo(ACCOUNT, from)).isEmpty();
        // 2,000 milli-GPUs for 15 minutes, for an hour (the month's edge), and for three
        assertThat(history.gpuTimeUpTo(ACCOUNT, from.plus(Duration.ofMinutes(15))))
                .containsEntry(kind, GpuTime.ofMicros(2_000L * 900_000));
        assertThat(history.gpuTimeUpTo(ACCOUNT, from.plus(Duration.ofHours(1))))
                .containsEntry(kind, GpuTime.ofMicros(2_000L * 3_600_000));
        assertThat(history.gpuTimeUpTo(ACCOUNT, NOW)).containsEntry(kind, GpuTime.ofMicros(2_000L * 3 * 3_600_000));
    }

    @Test
    void whatWasVoidedIsNoFirstUsage() {
        assertThat(history.firstUsage(ACCOUNT)).isEmpty();
        fixture.record(
                NOW,
                tokens("t1", NOW.minus(Duration.ofDays(40)), "m", 5, 0, 0),
                tokens("t2", NOW.minus(Duration.ofMinutes(20)), "m", 5, 0, 0),
                ready("r", NOW.minus(Duration.ofDays(50)), "r-1"),
                stopped("s", NOW.minus(Duration.ofDays(49)), "r-1"));
        assertThat(history.firstUsage(ACCOUNT)).contains(NOW.minus(Duration.ofDays(50)));

        fixture.record(NOW, voided("v1", NOW, "t1"), voided("v2", NOW, "r"), voided("v3", NOW, "s"));

        assertThat(history.firstUsage(ACCOUNT)).contains(Instant.parse("2026-11-15T11:30:00Z"));
    }
}
