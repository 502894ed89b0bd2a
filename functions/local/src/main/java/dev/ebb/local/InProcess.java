package dev.ebb.local;

import dev.ebb.local.simulation.NoMetrics;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.DeleteDeployment;
import dev.ebb.sweeping.actions.Executed;
import dev.ebb.sweeping.actions.Executing;
import dev.ebb.sweeping.actions.Executor;
import dev.ebb.sweeping.actions.ScaleDeployment;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.evidence.MetricsSource;
import dev.ebb.sweeping.json.AnnouncementJson;
import dev.ebb.sweeping.lambda.ActionParts;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.Warnings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An Ebb on one machine: actions are executed here, announcements are metered as they are on the bus, and printed; so are
 * warnings. Nobody listens, so whoever runs the deployments reads what is asked for and answers with events.
 */
final class InProcess implements Outside {

    private final Connection.Access access;
    private final Surroundings surroundings;
    private final SweepStore store;
    private final Executor scaling;
    private final Executor deleting;
    private final Deque<ActionId> orders = new ArrayDeque<>();

    InProcess(Connection.Access access, Surroundings surroundings) {
        this.access = access;
        this.surroundings = surroundings;
        store = new DynamoSweepStore(access.client(), access.table());
        Executing parts =
                ActionParts.of(access.client(), access.table(), actions(), this::announce, surroundings.clock());
        scaling = new ScaleDeployment(parts);
        deleting = new DeleteDeployment(parts);
    }

    /** What is to wait is waiting already, in the table: the next sweep takes it up. */
    @Override
    public ActionQueue actions() {
        return (id, delay) -> {
            if (delay.isZero()) {
                orders.add(id);
            }
        };
    }

    @Override
    public Warnings warnings() {
        return warning -> {
            String owner = warning.owner().isEmpty() ? "its owner" : Printable.of(warning.owner());
            surroundings
                    .out()
                    .println("Warning for " + owner + ": " + warning.deployment() + " "
                            + Printable.of(warning.sentence()));
            return "printed at " + surroundings.now();
        };
    }

    @Override
    public MetricsSource metrics() {
        return new NoMetrics();
    }

    private void announce(List<Announcement> announcements) {
        List<Original> events = announcements.stream()
                .map(AnnouncementJson::write)
                .map(Original::of)
                .toList();
        new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(access.client(), access.table()),
                        new DynamoQuarantine(access.client(), access.table()),
                        Admission.OPERATOR)
                .meter(events, surroundings.now(), Deadline.NONE);
        announcements.forEach(each -> surroundings
                .out()
                .println("On the bus: " + each.kind().type() + " "
                        + each.intent().id() + ", "
                        + Figures.count(each.intent().desiredReplicas(), "replica", "replicas") + ", by "
                        + each.intent().deadline()));
    }

    @Override
    public void settle() {
        Set<ActionId> done = new HashSet<>();
        while (!orders.isEmpty()) {
            ActionId id = orders.remove();
            if (done.add(id)) {
                Executor executor = id.action() == Action.DELETE ? deleting : scaling;
                tell(executor.execute(id, surroundings.now(), Deadline.NONE));
            }
        }
    }

    private void tell(Executed executed) {
        switch (executed) {
            case Executed.Over over ->
                surroundings
                        .out()
                        .println(over.intent().id() + ": " + over.intent().state() + ", "
                                + Printable.of(String.valueOf(over.intent().outcome())));
            case Executed.Waiting waiting ->
                surroundings
                        .out()
                        .println(waiting.id() + ": asked for, and waiting (" + Printable.of(waiting.why())
                                + "); `ebb sweep` looks again");
            case Executed.Refused refused ->
                surroundings.err().println(refused.id() + ": " + Printable.of(refused.reason()));
        }
    }

    @Override
    public void resume() {
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        for (String account : usage.accounts()) {
            for (DeploymentId id : usage.deployments(account)) {
                store.intents(id, 1, Deadline.NONE).stream()
                        .filter(intent -> !intent.state().isFinal())
                        .map(Intent::id)
                        .forEach(orders::add);
            }
        }
        settle();
    }

    /** The table is the access's to close. */
    @Override
    public void close() {}
}
