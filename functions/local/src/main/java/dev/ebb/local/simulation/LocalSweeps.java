package dev.ebb.local.simulation;

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
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.DeleteDeployment;
import dev.ebb.sweeping.actions.Executed;
import dev.ebb.sweeping.actions.Executing;
import dev.ebb.sweeping.actions.Executor;
import dev.ebb.sweeping.actions.ScaleDeployment;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.lambda.ActionParts;
import dev.ebb.sweeping.lambda.SweepParts;
import dev.ebb.sweeping.sweeps.Leg;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.SweepDeployments;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * All of sweeping on one table, by a clock that the caller lets run: metering, sweeps, the executors, and between them
 * queues and a bus in this process. There is a sweep at the minute in which something becomes due, and one in the hour
 * after it, which counts the fleet; the sweeps of the minutes between would find nothing.
 *
 * <p>Not for more than one thread.
 */
public final class LocalSweeps {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Nothing is due later than this: what is at zero is looked at daily. */
    private static final Duration FARTHEST = Duration.ofDays(2);

    private final SteppedClock clock;
    private final FleetWatch fleet;
    private final SweepStore store;
    private final SweepDeployments sweeps;
    private final Executor scaling;
    private final Executor deleting;
    private final ActionByHand byHand;
    private final DelayedQueue queue;
    private final LocalBus bus;
    private final MeterUsage metering;
    private final Observer observer;
    private final Queue<Leg> legs = new ArrayDeque<>();
    private final List<Actor> actors = new ArrayList<>();
    private Instant swept;
    private boolean quiet;
    private int told;

    /**
     * On a table that nobody else writes to meanwhile.
     *
     * @param start what the clock shows at first
     */
    public LocalSweeps(DynamoDbClient client, String table, Instant start, Observer observer) {
        this.observer = observer;
        clock = new SteppedClock(start);
        fleet = new DynamoFleetWatch(client, table);
        store = new DynamoSweepStore(client, table);
        metering = new MeterUsage(
                new JsonEventReader(),
                new DynamoLedger(client, table, null, false),
                new DynamoQuarantine(client, table),
                Admission.LIVE);
        queue = new DelayedQueue(clock);
        bus = new LocalBus(this::meter, observer, clock);
        SweepParts parts = SweepParts.of(client, table, legs::addAll, queue, this::tell, new NoMetrics(), clock);
        sweeps = parts.sweeps();
        Executing executing = ActionParts.of(client, table, queue, bus, clock);
        scaling = new ScaleDeployment(executing);
        deleting = new DeleteDeployment(executing);
        byHand = new ActionByHand(store, fleet, parts.safety(), new DynamoCapRecords(new Table(client, table)), queue);
        swept = start.truncatedTo(ChronoUnit.MINUTES).minus(MINUTE);
    }

    /** Takes part from now on. */
    public void add(Actor actor) {
        actors.add(actor);
    }

    /** Hears from now on. */
    public void join(BusListener listener) {
        bus.join(listener);
    }

    /** What the clock shows. */
    public Instant now() {
        return clock.instant();
    }

    /** For what a person decides. */
    public ActionByHand byHand() {
        return byHand;
    }

    /**
     * Takes an event that arrives now.
     *
     * @param event a CloudEvent, as JSON
     */
    public MeterUsage.Result meter(String event) {
        return metering.meter(List.of(Original.of(event)), now(), Deadline.NONE);
    }

    /**
     * Lets time pass. At each instant first those beside Ebb do what is theirs, then there is a sweep, then actions are
     * executed.
     *
     * @param until what happens at that instant happens too
     */
    public void runUntil(Instant until) {
        for (Instant next = next(); !next.isAfter(until); next = next()) {
            clock.moveTo(next);
            actors.forEach(actor -> actor.act(now()));
            if (isSweepTime()) {
                sweep();
            }
            for (Optional<ActionId> id = queue.take(); id.isPresent(); id = queue.take()) {
                execute(id.get());
            }
        }
        clock.moveTo(until);
    }

    private Instant next() {
        Instant first = Stream.concat(
                        Stream.of(nextSweep(), queue.next()), actors.stream().map(Actor::next))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        return latest(first, now());
    }

    /** At a whole minute, once. */
    private boolean isSweepTime() {
        return nextMinute(now()).equals(now())
                && nextSweep().filter(next -> !next.isAfter(now())).isPresent();
    }

    /** Empty if nothing is due, and the last sweep found nothing either. */
    private Optional<Instant> nextSweep() {
        Optional<Instant> counting =
                Optional.of(swept.truncatedTo(ChronoUnit.HOURS).plus(HOUR)).filter(ignored -> !quiet);
        return Stream.concat(counting.stream(), earliestDue().map(LocalSweeps::nextMinute).stream())
                .min(Instant::compareTo)
                .map(wanted -> latest(latest(wanted, swept.plus(MINUTE)), nextMinute(now())));
    }

    private Optional<Instant> earliestDue() {
        return IntStream.range(0, fleet.parts())
                .mapToObj(part -> fleet.due(part, Optional.empty(), now().plus(FARTHEST), 1, Deadline.NONE)
                        .deployments())
                .flatMap(List::stream)
                .flatMap(id -> dueAt(id).stream())
                .min(Instant::compareTo);
    }

    private Optional<Instant> dueAt(DeploymentId id) {
        return fleet.watch(id, now(), now(), Deadline.NONE).map(Watched::dueAt);
    }

    /** The whole minute at or after an instant. */
    private static Instant nextMinute(Instant instant) {
        Instant minute = instant.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(instant) ? minute : minute.plus(MINUTE);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void sweep() {
        swept = now();
        List<LegResult> results = new ArrayList<>(sweeps.sweep(swept, now(), Deadline.NONE));
        for (Leg leg = legs.poll(); leg != null; leg = legs.poll()) {
            results.add(sweeps.run(leg, now(), Deadline.NONE));
        }
        quiet = results.isEmpty();
        observer.swept(swept, results, store);
    }

    private void execute(ActionId id) {
        Executor executor = id.action() == Action.DELETE ? deleting : scaling;
        Executed executed = executor.execute(id, now(), Deadline.NONE);
        observer.executed(executed, now());
    }

    private String tell(Warning warning) {
        told++;
        observer.told(warning);
        return "told " + told;
    }
}
