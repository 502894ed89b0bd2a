package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.TWO_H100;
import static dev.ebb.metering.dynamodb.LedgerEvents.event;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A ledger, its readers and a quarantine on a fresh table, wherever that is: what they promise, subclasses say. */
abstract class LedgerContract {

    static final Instant DAY = Instant.parse("2026-11-02T00:00:00Z");
    static final Instant NEXT_DAY = Instant.parse("2026-11-03T00:00:00Z");
    static final Instant NOW = NEXT_DAY.plusSeconds(30);
    static final Outcome ACCEPTED = new Outcome.Accepted();
    static final Outcome DUPLICATE = new Outcome.Duplicate();
    static final GpuKind H100 = new GpuKind("H100", "global");

    private final Supplier<TestTable> tables;
    private @Nullable TestTable table;
    private @Nullable TableFixture fixture;

    LedgerContract(Supplier<TestTable> tables) {
        this.tables = tables;
    }

    @BeforeEach
    final void makeTable() {
        TestTable fresh = tables.get();
        table = fresh;
        fixture = new TableFixture(fresh.client(), fresh.name());
    }

    @AfterEach
    final void dropTable() {
        if (table != null) {
            table.close();
        }
    }

    final TableFixture fixture() {
        return Objects.requireNonNull(fixture, "before a test has begun");
    }

    static Instant at(String time) {
        return Instant.parse("2026-11-02T" + time + "Z");
    }

    final List<Outcome> record(UsageEvent... events) {
        return fixture().record(NOW, events);
    }

    /** Each in a batch of its own. */
    final void recordEach(UsageEvent... events) {
        for (UsageEvent event : events) {
            assertThat(fixture().record(NOW, event)).containsExactly(ACCEPTED);
        }
    }

    final DeploymentUsage day() {
        return fixture().llama(DAY, NEXT_DAY, NOW);
    }

    final List<Session> sessions() {
        return day().sessions().stream().map(ReplicaSession::session).toList();
    }

    static Session session(String from, String to) {
        return session(from, to, TWO_H100);
    }

    static Session session(String from, String to, Shape shape) {
        return new Session(at(from), at(to), shape, null);
    }

    final DeploymentState state(Instant now) {
        return fixture().usage.state(LLAMA, now).orElseThrow();
    }

    final long promptTokens() {
        return fixture().usage.tokens(ACCOUNT, DAY, NEXT_DAY).stream()
                .map(TokenUsage::prompt)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .longValueExact();
    }
}
