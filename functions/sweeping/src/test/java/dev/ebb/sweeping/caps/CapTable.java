package dev.ebb.sweeping.caps;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.charging.dynamodb.DynamoBudgets;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.ScaleDeployment;
import dev.ebb.sweeping.cloudwatch.ActionLog;
import dev.ebb.sweeping.cloudwatch.SweepLog;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.evidence.MetricsSource;
import dev.ebb.sweeping.json.ActionMessageJson;
import dev.ebb.sweeping.json.LegJson;
import dev.ebb.sweeping.lambda.ActionParts;
import dev.ebb.sweeping.lambda.ScaleDeploymentFunction;
import dev.ebb.sweeping.lambda.SweepDeploymentsFunction;
import dev.ebb.sweeping.lambda.SweepParts;
import dev.ebb.sweeping.policy.Policies.Level;
import dev.ebb.sweeping.sweeps.Leg;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A world on the table: its events through the ledger, its sweeps and its actions through the handlers, its target on the
 * bus. Only the queues, the topic, the bus and the clock are ours.
 */
final class CapTable implements AutoCloseable {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private record Waiting(Instant at, ActionId id) {}

    final LocalTable local = new LocalTable();
    final DynamoSweepStore store = new DynamoSweepStore(local.client(), local.name());
    final DynamoBudgets budgets = new DynamoBudgets(local.client(), local.name());
    final List<Warning> warnings = new ArrayList<>();
    final List<Leg> legs = new ArrayList<>();
    final List<ActionId> ordered = new ArrayList<>();
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    final Safety safety;

    /** Whether no order can be sent. */
    boolean jammed;

    final CapWorld world;
    private final DynamoLedger ledger = new DynamoLedger(local.client(), local.name());
    private final List<Waiting> queue = new ArrayList<>();
    private final Clock clock = new WorldClock();
    private final SweepDeploymentsFunction sweeping;
    private final ScaleDeploymentFunction scaling;

    CapTable(CapWorld world, String policy) {
        this.world = world;
        DynamoDbClient client = local.client();
        new DynamoPriceBooks(client, local.name()).add(world.book(), "the first", LONG_AGO);
        new DynamoPolicies(client, local.name())
                .set(new Level.Stack(), policy, "tester", world.now(), 0, Deadline.NONE);
        ActionQueue actions = (id, delay) -> {
            if (jammed) {
                throw new IllegalStateException("no order can be sent");
            }
            ordered.add(id);
            queue.add(new Waiting(world.now().plus(delay), id));
        };
        SweepParts parts =
                SweepParts.of(client, local.name(), legs::addAll, actions, this::told, new NoMetrics(), clock);
        safety = parts.safety();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        sweeping = new SweepDeploymentsFunction(
                parts.sweeps(), safety, new SweepLog(new PrintStream(log, true, StandardCharsets.UTF_8)), clock);
        scaling = new ScaleDeploymentFunction(
                new ScaleDeployment(ActionParts.of(client, local.name(), actions, this::announced, clock)),
                new ActionLog(nowhere),
                clock);
    }

    @Override
    public void close() {
        local.close();
    }

    void cap(String account, BigDecimal cap) {
        budgets.set(
                account,
                new Budget(new Scope.Account(), cap, Budget.STANDARD_PERCENTS, cap),
                world.now(),
                Deadline.NONE);
    }

    private String told(Warning warning) {
        warnings.add(warning);
        return "receipt " + warnings.size();
    }

    private void announced(List<Announcement> announcements) {
        announcements.stream()
                .filter(each -> each.kind() == Announcement.Kind.REQUESTED)
                .forEach(each -> world.stop(
                        each.intent().id().deployment(), each.intent().deadline()));
    }

    /** An action that somebody has marked. */
    void order(ActionId id) {
        queue.add(new Waiting(world.now(), id));
    }

    /** What has arrived is metered. */
    void meter() {
        hear(world.arrived());
    }

    void hear(List<UsageEvent> events) {
        assertThat(ledger.record(events, world.now(), Deadline.NONE))
                .allMatch(outcome -> outcome instanceof Outcome.Accepted);
    }

    /** The sweep of this minute, and whatever of it waits in the queues by now. */
    void sweep() {
        meter();
        invoke("{\"detail-type\":\"Scheduled Event\",\"time\":\"" + world.now() + "\"}");
        execute();
    }

    /** Pages and accounts that were sent to the queue; those that fail come back. */
    String sweepQueue() {
        List<String> records = new ArrayList<>();
        for (Leg leg : legs) {
            String body = LegJson.write(leg).replace("\"", "\\\"");
            records.add("{\"messageId\":\"m" + records.size() + "\",\"body\":\"" + body + "\"}");
        }
        legs.clear();
        String answer = invoke("{\"Records\":[" + String.join(",", records) + "]}");
        execute();
        return answer;
    }

    private String invoke(String event) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            sweeping.handleRequest(
                    new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                    answer,
                    new InvocationContext("SweepDeployments", 60_000));
        } catch (IOException impossible) {
            throw new UncheckedIOException("in memory", impossible);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private void execute() {
        List<Waiting> due = queue.stream()
                .filter(waiting -> !waiting.at().isAfter(world.now()))
                .toList();
        queue.removeAll(due);
        SQSEvent batch = new SQSEvent();
        batch.setRecords(due.stream().map(CapTable::message).toList());
        assertThat(scaling.handleRequest(batch, new InvocationContext("ScaleDeployment", 60_000))
                        .getBatchItemFailures())
                .isEmpty();
    }

    private static SQSEvent.SQSMessage message(Waiting waiting) {
        SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
        message.setMessageId("m");
        message.setBody(ActionMessageJson.write(waiting.id()));
        return message;
    }

    /** A minute passes. */
    void pass() {
        for (int tick = 0; tick < 6; tick++) {
            world.tick();
        }
    }

    private final class WorldClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return world.now();
        }
    }

    private static final class NoMetrics implements MetricsSource {
        @Override
        public Optional<Metrics> metrics(DeploymentId deployment, String target) {
            return Optional.empty();
        }

        @Override
        public Map<DeploymentId, Answer> ask(List<Metrics> metrics, Instant from, Instant to, Deadline deadline) {
            return Map.of();
        }
    }
}
