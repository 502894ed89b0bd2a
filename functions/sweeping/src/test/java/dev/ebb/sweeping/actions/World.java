package dev.ebb.sweeping.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.Watched;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.dynamodb.OnTable;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TestTable;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import dev.ebb.sweeping.dynamodb.DynamoSweepRecords;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.json.AnnouncementJson;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepRecords;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import dev.ebb.sweeping.targets.BusTarget;
import dev.ebb.sweeping.targets.KnownTargets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table with one deployment at a time, metered by the real MeterUsage; whoever listens on the bus; and the executors
 * between them. Time stands still until somebody moves it.
 */
public final class World extends OnTable {

    /** When the story begins. */
    public static final Instant NOW = Instant.parse("2026-11-15T10:00:00Z");

    private static final Deadline DEADLINE = Deadline.NONE;

    private final MeterUsage meterUsage = new MeterUsage(
            new JsonEventReader(),
            new DynamoLedger(table.client(), table.name()),
            new DynamoQuarantine(table.client(), table.name()),
            Admission.LIVE);
    private final Deque<ActionId> queue = new ArrayDeque<>();
    private final List<Announcement> announced = new ArrayList<>();
    private int deployments;
    private int events;
    private Listener listener;
    private DeploymentId id;

    /** What is stored. */
    public final SweepStore store = new DynamoSweepStore(table.client(), table.name());

    /** What is metered. */
    public final FleetWatch fleet = new DynamoFleetWatch(table.client(), table.name());

    /** What stops all. */
    public final Safety safety = new DynamoSafety(table.client(), table.name());

    /** The present. */
    public Instant now = NOW;

    /** Where announcements go. */
    public Announcer announcer = this::announce;

    /** Whether the policy allows what is decided. */
    public Permission permission = (intent, status, watched, at, deadline) -> Optional.empty();

    /** The account's hard cap, if it acts. */
    public Optional<ActingCap> cap = Optional.empty();

    /** An empty one on DynamoDB Local. */
    public World() {
        this(new LocalTable());
    }

    /** On an empty table, which is closed with it. */
    public World(TestTable table) {
        super(table);
        id = new DeploymentId("acme", "d0");
        listener = new Listener(this::hear, () -> now);
    }

    /** Another deployment, with a listener of its own: time begins again, and queue and bus are empty. */
    public DeploymentId fresh() {
        id = new DeploymentId("acme", "d" + ++deployments);
        listener = new Listener(this::hear, () -> now);
        queue.clear();
        announced.clear();
        now = NOW;
        return id;
    }

    /** Which deployment. */
    public DeploymentId id() {
        return id;
    }

    /** Who runs it. */
    public Listener listener() {
        return listener;
    }

    /** What was announced of it, repeats included. */
    public List<Announcement> announced() {
        return announced;
    }

    private void announce(List<Announcement> some) {
        announced.addAll(some);
        some.forEach(each -> listener.hear(AnnouncementJson.write(each)));
    }

    /** A deployment of this configuration, the data of its announcement as JSON; its replicas ready since 08:00. */
    public DeploymentId running(String configuration, int replicas) {
        fresh();
        Instant since = NOW.minus(Duration.ofHours(2));
        listener.create(id, configuration, replicas, since);
        return id;
    }

    /** Two H100 a replica, on the bus. */
    public DeploymentId running(int replicas) {
        return running("{\"accelerator\":\"H100\",\"acceleratorCount\":2,\"target\":\"event-bus\"}", replicas);
    }

    /** Meters an event of the deployment, or of one of its replicas. */
    public void hear(String type, String replica, Instant time, String data) {
        String subject = "accounts/acme/deployments/" + id.name() + (replica.isEmpty() ? "" : "/replicas/" + replica);
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"e" + ++events + "\",\"source\":\"urn:fleet\",\"type\":\"dev.ebb."
                        + type + "\",\"subject\":\"" + subject + "\",\"time\":\"" + time + "\",\"data\":" + data + "}";
        MeterUsage.Result result = meterUsage.meter(List.of(Original.of(event)), now, DEADLINE);
        assertThat(result.rejections()).isEmpty();
        assertThat(result.deferred()).isEmpty();
    }

    /** Requests were served in the minute of this instant. */
    public void served(Instant minute) {
        hear("requests.served", "", now, "{\"from\":\"" + minute + "\",\"to\":\"" + minute + "\",\"count\":3}");
    }

    /** Requests were turned away in the minute of this instant. */
    public void rejected(Instant minute) {
        hear("requests.rejected", "", now, "{\"from\":\"" + minute + "\",\"to\":\"" + minute + "\",\"count\":3}");
    }

    /** What the breaker goes by. */
    public SweepRecords.Hour hour() {
        return new DynamoSweepRecords(new Table(table.client(), table.name()))
                .hour(now.truncatedTo(ChronoUnit.HOURS), DEADLINE);
    }

    /** As a sweep reads it. */
    public Watched watched() {
        return fleet.watch(id, NOW.minus(Duration.ofHours(1)), now, DEADLINE).orElseThrow();
    }

    /** The status; before the first sweep, as it would find it. */
    public SweepStatus status() {
        return store.kept(id, DEADLINE)
                .status()
                .orElseGet(() -> SweepStatus.first(id, "digest", NOW.minus(Duration.ofHours(2))));
    }

    /** Marks an action as a sweep does that has read this. */
    public Concluded mark(SweepStore in, Action action, int replicas, SweepStatus before, Watched read) {
        Intent intent = Intent.requested(
                new ActionId(id, before.mark() + 1, action),
                new Cause.Sweep(now),
                replicas,
                now,
                now.plus(Duration.ofMinutes(5)),
                "idle since 09:00",
                "{\"source\":\"events\"}");
        Conclusion plain = Marks.conclusion(
                intent, before, before.scaledDownAt(), store.kept(id, DEADLINE).pinRevision());
        Marking marking = new Marking(
                intent,
                Optional.of(read.stamp()),
                Map.of(),
                plain.marking().orElseThrow().pinRevision(),
                List.of());
        Concluded concluded = in.conclude(
                new Conclusion(now, before, idle(plain.after()), Optional.empty(), plain.dueAt(), Optional.of(marking)),
                DEADLINE);
        if (concluded instanceof Concluded.Written) {
            queue.add(intent.id());
        }
        return concluded;
    }

    /** Idle for the last hour. */
    private static SweepStatus idle(SweepStatus status) {
        return new SweepStatus(
                status.deployment(),
                status.revision(),
                status.observedFrom(),
                status.policyDigest(),
                status.policySince(),
                status.rungSince().minus(Duration.ofHours(1)),
                status.startingSince(),
                status.rung(),
                status.rungSince(),
                status.mark(),
                status.scaledDownAt(),
                status.damping(),
                status.heldByCap(),
                status.deletionNoticeAt(),
                status.deletionReceipt(),
                status.minimumWarnedAt());
    }

    /** Marks an action, nothing having come between. */
    public ActionId marked(Action action, int replicas) {
        SweepStatus before = status();
        assertThat(mark(store, action, replicas, before, watched())).isEqualTo(new Concluded.Written());
        return new ActionId(id, before.mark() + 1, action);
    }

    /** The parts, with this target as {@code bus} where deployments name none. */
    public Executing parts(Target target) {
        return new Executing(
                store,
                fleet,
                safety,
                permission,
                (account, at, deadline) -> cap,
                new KnownTargets(List.of(target)),
                this::send,
                some -> announcer.announce(some));
    }

    /** The parts, with the bus. */
    public Executing parts() {
        return parts(bus());
    }

    /** The bus as a target. */
    public BusTarget bus() {
        return new BusTarget(fleet, some -> announcer.announce(some), Clock.fixed(now, ZoneOffset.UTC));
    }

    /** Takes a message into the queue. */
    public void send(ActionId action, Duration delay) {
        assertThat(delay).isBetween(Duration.ZERO, ActionQueue.LONGEST_DELAY);
        queue.add(action);
    }

    /** What waits to be executed. */
    public Deque<ActionId> queue() {
        return queue;
    }

    /** Executes an action by whom it is for. */
    public Executed execute(Executing parts, ActionId action) {
        Executor executor = action.action() == Action.DELETE ? new DeleteDeployment(parts) : new ScaleDeployment(parts);
        return executor.execute(action, now, DEADLINE);
    }

    /** Executes what waits, ten seconds each, and lets the listener obey in between, until nothing waits. */
    public void settle(Executing parts) {
        for (int turns = 0; !queue.isEmpty(); turns++) {
            assertThat(turns).as("turns, with %s left", queue).isLessThan(500);
            execute(parts, queue.remove());
            listener.obey();
            now = now.plusSeconds(10);
        }
    }

    /** Likewise, with the bus. */
    public void settle() {
        settle(parts());
    }

    /** An intent as it is. */
    public Intent intent(ActionId action) {
        return store.intent(action, DEADLINE).orElseThrow();
    }

    /** The latest intent of an action; empty if there is none. */
    public Optional<Intent> latest(Action action) {
        return store.intents(id, 100, DEADLINE).stream()
                .filter(intent -> intent.id().action() == action)
                .findFirst();
    }
}
