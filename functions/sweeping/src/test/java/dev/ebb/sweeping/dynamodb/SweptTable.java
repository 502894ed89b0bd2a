package dev.ebb.sweeping.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.OnTable;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table with deployments that are swept, and what is said and concluded of them, in a few words. */
final class SweptTable extends OnTable {

    static final Instant NOW = Instant.parse("2026-11-15T10:40:00Z");
    static final DeploymentId LLAMA = new DeploymentId("acme", "llama");
    static final Instant NEXT = NOW.plus(Duration.ofMinutes(10));

    private final DynamoLedger ledger = new DynamoLedger(table.client(), table.name());
    private int events;

    final DynamoFleetWatch watch = new DynamoFleetWatch(table.client(), table.name());
    final DynamoSweepStore store = new DynamoSweepStore(table.client(), table.name());
    final DynamoPolicies policies = new DynamoPolicies(table.client(), table.name());

    /** On DynamoDB Local. */
    SweptTable() {
        this(new LocalTable());
    }

    /** On an empty table, which is closed with it. */
    SweptTable(TestTable table) {
        super(table);
    }

    DynamoDbClient client() {
        return table.client();
    }

    String name() {
        return table.name();
    }

    static Instant at(String time) {
        return Instant.parse("2026-11-15T" + time + "Z");
    }

    UsageEvent event(Instant time, Usage usage) {
        return new UsageEvent(new Identity("acme", "urn:test", "e" + events++), time, Sequence.ABSENT, usage);
    }

    /** What is heard now. */
    void hear(UsageEvent... heard) {
        assertThat(ledger.record(List.of(heard), NOW, Deadline.NONE)).containsOnly(new Outcome.Accepted());
    }

    UsageEvent created(DeploymentId id) {
        ShapePart shape = new ShapePart("H100", new GpuCount(1_000), null);
        return event(at("08:00:00"), new Usage.Created(id, shape, Usage.Configuration.NONE));
    }

    UsageEvent ready(String replica, Instant time) {
        return event(time, new Usage.Ready(new ReplicaId(LLAMA, replica), ShapePart.NONE));
    }

    UsageEvent served(Instant time, boolean withTokens) {
        Usage.AdviceTokens tokens = withTokens ? new Usage.AdviceTokens(1, 1) : null;
        Usage.Minutes minute = new Usage.Minutes(time, time);
        return event(time, new Usage.Served(LLAMA, minute, 1, BigDecimal.ZERO, false, tokens));
    }

    UsageEvent rejected(Instant time) {
        return event(time, new Usage.Rejected(LLAMA, new Usage.Minutes(time, time), 1));
    }

    /** Created, and one replica ready, hours ago. */
    void running() {
        hear(created(LLAMA), ready("r-1", at("08:10:00")));
    }

    Watched watched() {
        return watched(LLAMA);
    }

    Watched watched(DeploymentId id) {
        return watch.watch(id, at("08:00:00"), NOW, Deadline.NONE).orElseThrow();
    }

    static SweepStatus first(DeploymentId id) {
        return SweepStatus.first(id, "digest", at("08:00:00"));
    }

    static SweepStatus next(SweepStatus before, SweepStatus.Rung rung, long mark) {
        return before.moved(mark, rung, NOW, before.scaledDownAt(), before.damping(), before.heldByCap());
    }

    static Intent intent(DeploymentId id, long mark) {
        return Intent.requested(
                new ActionId(id, mark, Action.SCALE_TO_ZERO),
                new Intent.Cause.Sweep(NOW),
                0,
                NOW,
                NOW.plus(Duration.ofMinutes(5)),
                "idle since 09:00",
                "{\"a\":1}");
    }

    static Intent to(Intent intent, Intent.State state) {
        return new Intent(
                intent.id(),
                intent.revision() + 1,
                intent.cause(),
                intent.desiredReplicas(),
                intent.markedAt(),
                intent.deadline(),
                intent.reason(),
                intent.evidence(),
                intent.dryRun(),
                state,
                "{\"replicas\":1}",
                NOW.plusSeconds(1),
                state.isFinal() ? NOW.plusSeconds(2) : null,
                state.isFinal() ? "done" : null,
                intent.replacedBy());
    }

    static RecordedVerdict verdict(DeploymentId id, Instant sweep) {
        return new RecordedVerdict(id, sweep, "IDLE", "idle since 09:00", "SCALE_TO_ZERO", "", "{\"a\":1}");
    }

    /** Everything that a mark can rest on. */
    static Marking marking(Intent intent, Watched.Stamp stamp) {
        return new Marking(
                intent, Optional.of(stamp), Map.of("stack", 0L, "account", 0L, "deployment", 0L), 0, List.of());
    }

    /** The first mark of a deployment, by the sweep of now. */
    static Conclusion firstMark(DeploymentId id, Marking marking) {
        SweepStatus before = first(id);
        return new Conclusion(
                NOW,
                before,
                next(before, SweepStatus.Rung.GOING_TO_ZERO, 1),
                Optional.of(verdict(id, NOW)),
                Optional.of(NEXT),
                Optional.of(marking));
    }
}
