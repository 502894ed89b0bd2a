package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Identity;
import dev.ebb.metering.IdleVoid;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Voids that do nothing, and identities past their time. */
class IdleVoidsDynamoTests {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private final LocalTable table = new LocalTable();

    @AfterEach
    void drop() {
        table.close();
    }

    private static Identity identity(String account, String id) {
        return new Identity(account, "urn:t", id);
    }

    private static UsageEvent tokens(String account, String id) {
        return new UsageEvent(identity(account, id), NOON, Sequence.ABSENT, new Usage.Tokens(account, "m", 10, 0, 0));
    }

    private static UsageEvent voided(String account, String id, String target) {
        return new UsageEvent(
                identity(account, id), NOON, Sequence.ABSENT, new Usage.Voided(identity(account, target)));
    }

    private Outcome record(DynamoLedger ledger, UsageEvent event, Instant now) {
        return ledger.record(List.of(event), now, Deadline.NONE).getFirst();
    }

    private List<IdleVoid> idle(String account) {
        return new DynamoUsage(table.client(), table.name()).idleVoids(account);
    }

    @Test
    void inAnyOrderTheSameVoidsDoNothing() {
        DynamoLedger ledger = new DynamoLedger(table.client(), table.name());
        for (int seed = 0; seed < 20; seed++) {
            String account = "acme-" + seed;
            List<UsageEvent> events = new ArrayList<>(List.of(
                    tokens(account, "t"),
                    voided(account, "v1", "t"),
                    voided(account, "v1b", "t"),
                    voided(account, "v2", "nonexistent"),
                    voided(account, "v2b", "nonexistent"),
                    voided(account, "v3", "v1"),
                    voided(account, "v4", "v4")));
            Collections.shuffle(events, new Random(seed));

            events.forEach(event -> assertThat(record(ledger, event, NOON)).isEqualTo(new Outcome.Accepted()));
            events.forEach(event -> assertThat(record(ledger, event, NOON)).isEqualTo(new Outcome.Duplicate()));

            assertThat(idle(account))
                    .as("%s", events)
                    .containsExactlyInAnyOrder(
                            new IdleVoid(identity(account, "v2"), NOON, identity(account, "nonexistent"), false),
                            new IdleVoid(identity(account, "v2b"), NOON, identity(account, "nonexistent"), false),
                            new IdleVoid(identity(account, "v3"), NOON, identity(account, "v1"), true),
                            new IdleVoid(identity(account, "v4"), NOON, identity(account, "v4"), true));
        }
    }

    @Test
    void aVoidIsToldInThePeriodOfItsTimeOnceADayHasPassed() {
        IdleVoid idle = new IdleVoid(identity("acme", "v"), NOON, identity("acme", "t"), false);
        Instant next = NOON.plus(Duration.ofDays(1));

        assertThat(idle.concerns(NOON, next, next)).isTrue();
        assertThat(idle.concerns(NOON, next, next.minusMillis(1))).isFalse();
        assertThat(idle.concerns(NOON.plusMillis(1), next, next)).isFalse();
        assertThat(idle.concerns(NOON.minusMillis(1), NOON, next)).isFalse();
    }

    @Test
    void anIdentityPastItsTimeIsAbsentThoughNothingRemovedIt() {
        DynamoLedger ledger = new DynamoLedger(table.client(), table.name(), Duration.ofDays(35));
        record(ledger, tokens("acme", "t"), NOON);

        assertThat(record(ledger, tokens("acme", "t"), NOON.plus(Duration.ofDays(35))))
                .isEqualTo(new Outcome.Duplicate());
        record(ledger, voided("acme", "late", "t"), NOON.plus(Duration.ofDays(36)));

        assertThat(new DynamoUsage(table.client(), table.name()).tokens("acme", NOON, NOON.plusSeconds(900)))
                .as("the void found nothing")
                .hasSize(1);
        assertThat(idle("acme")).hasSize(1);
    }
}
