package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.deleted;
import static dev.ebb.metering.dynamodb.LedgerEvents.event;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.rejected;
import static dev.ebb.metering.dynamodb.LedgerEvents.reported;
import static dev.ebb.metering.dynamodb.LedgerEvents.served;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static dev.ebb.metering.dynamodb.LedgerEvents.updated;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sweep sees of the fleet, in how many requests, and what makes a deployment due. */
class FleetWatchDynamoTests {

    private static final Instant NOW = at("12:20:30");
    private static final Instant LATER = at("15:00:00");

    private final LocalTable table = new LocalTable();
    private final TableFixture fixture = new TableFixture(table.client(), table.name());
    private final Map<String, Integer> requests = new TreeMap<>();
    private final DynamoFleetWatch watch = new DynamoFleetWatch(
            WatchedClient.of(table.client(), new WatchedClient.Watch() {
                @Override
                public void before(WatchedClient.Call call) {
                    requests.merge(call.operation(), 1, Integer::sum);
                }

                @Override
                public void after(WatchedClient.Call call) {}
            }),
            table.name());

    @AfterEach
    void dropTable() {
        table.close();
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-02T" + time + "Z");
    }

    private static long minute(String time) {
        return ActivityMinutes.minuteOf(at(time + ":00"));
    }

    private void record(UsageEvent... events) {
        for (UsageEvent event : events) {
            assertThat(fixture.record(NOW, event)).containsExactly(new Outcome.Accepted());
        }
    }

    private Watched watched() {
        return watch.watch(LLAMA, at("09:00:00"), NOW, Deadline.NONE).orElseThrow();
    }

    private void dueAt(Instant at) {
        TransactionPlan plan = new TransactionPlan();
        new DeploymentChange(LLAMA, new DeploymentChange.Due.At(at), DeploymentChange.Mark.KEPT, Optional.empty())
                .addTo(plan);
        write(plan);
    }

    private void mark(DeploymentChange.Mark mark) {
        TransactionPlan plan = new TransactionPlan();
        new DeploymentChange(LLAMA, new DeploymentChange.Due.Kept(), mark, Optional.empty()).addTo(plan);
        write(plan);
    }

    private void outOfTheIndex() {
        TransactionPlan plan = new TransactionPlan();
        new DeploymentChange(LLAMA, new DeploymentChange.Due.Never(), DeploymentChange.Mark.KEPT, Optional.empty())
                .addTo(plan);
        write(plan);
    }

    private void write(TransactionPlan plan) {
        assertThat(new Table(table.client(), table.name()).write(plan, Deadline.NONE))
                .isEqualTo(new Table.Written.Committed());
    }

    @Test
    void aRunningDeploymentIsSeenInSixRequests() {
        record(
                created("c", at("08:00:00")),
                ready("r1", at("09:10:00"), "r-1"),
                ready("r2", at("09:30:00"), "r-2"),
                stopped("s1", at("10:00:00"), "r-1"),
                starting("b", at("12:10:00"), "r-3"),
                served("a", at("12:05:00"), at("12:06:30"), 1),
                servedWithTokens("t", at("12:08:00"), at("12:08:30"), 1),
                servedWithTokens("q", at("12:09:00"), at("12:09:30"), 0),
                rejected("w", at("11:59:10"), at("11:59:20")),
                reported("p", at("11:00:00"), at("11:30:00")));

        Watched watched = watched();

        assertThat(requests).isEqualTo(Map.of("batchGetItem", 1, "query", 5));
        assertThat(watched.state().phase()).isEqualTo(DeploymentState.Phase.RUNNING);
        assertThat(watched.state().readyReplicas()).isEqualTo(1);
        assertThat(watched.state().startingReplicas()).isEqualTo(1);
        assertThat(watched.pending()).isFalse();
        assertThat(watched.isUpSince()).contains(at("09:10:00"));
        assertThat(watched.isAtZeroSince()).isEmpty();
        ActivityMinutes minutes = watched.minutes();
        assertThat(minutes.first()).isEqualTo(minute("09:00"));
        assertThat(minutes.end()).isEqualTo(minute("14:00"));
        assertThat(minutes.isActive(minute("12:05"))).isTrue();
        assertThat(minutes.isActive(minute("12:06"))).isTrue();
        assertThat(minutes.isActive(minute("12:08"))).isTrue();
        assertThat(minutes.isActive(minute("12:09"))).isFalse();
        assertThat(minutes.isReported(minute("12:09"))).isTrue();
        assertThat(minutes.isReported(minute("12:07"))).isFalse();
        assertThat(minutes.isWanted(minute("11:59"))).isTrue();
        assertThat(minutes.countReported(minute("11:00"), minute("11:30"))).isEqualTo(30);
        assertThat(minutes.lastDemand(minute("12:20"))).isEqualTo(OptionalLong.of(minute("12:08")));
        assertThat(watched.stamp().starting()).isEqualTo(1);
        assertThat(watched.stamp().timeline()).isEqualTo(1);
        assertThat(watched.stamp().hours())
                .isEqualTo(Map.of(
                        at("11:00:00"), new Watched.HourStamp(0, 1, 0),
                        at("12:00:00"), new Watched.HourStamp(2, 0, 2),
                        at("13:00:00"), new Watched.HourStamp(0, 0, 0)));
    }

    @Test
    void oneAtZeroIsSeenInFiveRequests() {
        record(created("c", at("08:00:00")), ready("r1", at("09:10:00"), "r-1"), stopped("s1", at("10:00:00"), "r-1"));

        Watched watched = watched();

        assertThat(requests).isEqualTo(Map.of("batchGetItem", 1, "query", 4));
        assertThat(watched.state().phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
        assertThat(watched.isUpSince()).isEmpty();
        assertThat(watched.isAtZeroSince()).contains(at("10:00:00"));
    }

    @Test
    void whatOnlyActivityWasHeardOfIsNotSeen() {
        record(served("a", at("12:05:00"), at("12:06:30"), 1));

        assertThat(watch.watch(LLAMA, at("09:00:00"), NOW, Deadline.NONE)).isEmpty();
    }

    @Test
    void eachCountedReportAndItsVoidChangeTheStampOfTheirHours() {
        record(created("c", at("08:00:00")), servedWithTokens("t", at("11:58:00"), at("12:02:00"), 1));
        assertThat(watched().stamp().hours())
                .containsEntry(at("11:00:00"), new Watched.HourStamp(0, 0, 1))
                .containsEntry(at("12:00:00"), new Watched.HourStamp(0, 0, 1));

        record(voided("v", at("12:03:00"), "t"));

        assertThat(watched().stamp().hours())
                .containsEntry(at("11:00:00"), new Watched.HourStamp(0, 0, 2))
                .containsEntry(at("12:00:00"), new Watched.HourStamp(0, 0, 2));
    }

    @Test
    void whatIsDueIsReadPageByPageAndEverythingInTheIndexIsCounted() {
        List<UsageEvent> events = new ArrayList<>();
        List<DeploymentId> all = IntStream.range(0, 40)
                .mapToObj(i -> new DeploymentId(ACCOUNT, "d" + i))
                .toList();
        all.forEach(id -> events.add(event(
                "c" + id.name(),
                at("08:00:00"),
                new Usage.Created(id, shape("H100", 1000), Usage.Configuration.NONE))));
        fixture.recordAll(NOW, events);
        record(created("c", at("08:00:00")));
        dueAt(LATER);

        List<DeploymentId> found = new ArrayList<>();
        long counted = 0;
        for (int part = 0; part < watch.parts(); part++) {
            counted += watch.count(part, Deadline.NONE);
            Optional<FleetWatch.Place> after = Optional.empty();
            do {
                FleetWatch.Page page = watch.due(part, after, NOW, 2, Deadline.NONE);
                assertThat(page.deployments()).hasSizeLessThanOrEqualTo(2);
                found.addAll(page.deployments());
                after = page.next();
            } while (after.isPresent());
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(all);
        assertThat(counted).isEqualTo(41);
        outOfTheIndex();
        long rest = IntStream.range(0, watch.parts())
                .mapToLong(part -> watch.count(part, Deadline.NONE))
                .sum();
        assertThat(rest).isEqualTo(40);
    }

    @Test
    void makingDueMovesOnlyWhatIsDueLater() {
        watch.makeDue(LLAMA, NOW, Deadline.NONE);
        assertThat(fixture.everything()).isEmpty();

        record(created("c", at("08:00:00")));
        dueAt(at("10:00:00"));
        watch.makeDue(LLAMA, NOW, Deadline.NONE);
        assertThat(watched().dueAt()).isEqualTo(at("10:00:00"));

        dueAt(LATER);
        watch.makeDue(LLAMA, NOW, Deadline.NONE);
        assertThat(watched().dueAt()).isEqualTo(NOW);

        outOfTheIndex();
        watch.makeDue(LLAMA, NOW, Deadline.NONE);
        assertThat(watched().dueAt()).isNull();
    }

    @Test
    void demandMakesWhatIsMarkedDueThoughItIsRunning() {
        record(created("c", at("08:00:00")), ready("r", at("09:00:00"), "r-1"));
        UsageEvent[] demand = {
            served("a", at("12:05:00"), at("12:06:00"), 1),
            servedWithTokens("t", at("12:07:00"), at("12:08:00"), 1),
            rejected("w", at("12:09:00"), at("12:10:00"))
        };
        for (UsageEvent event : demand) {
            mark(DeploymentChange.Mark.SET);
            dueAt(LATER);

            record(event);

            assertThat(watched().dueAt()).as(event.toString()).isEqualTo(NOW);
        }
        dueAt(LATER);
        mark(DeploymentChange.Mark.REMOVED);

        record(served("b", at("12:15:00"), at("12:16:00"), 1));

        assertThat(watched().dueAt()).isEqualTo(LATER);
    }

    @Test
    void theFirstReplicaThatIsReadyMakesItDueAndTheSecondDoesNot() {
        record(created("c", at("08:00:00")), starting("b", at("12:10:00"), "r-1"));
        dueAt(LATER);

        record(ready("r1", at("12:20:00"), "r-1"));

        assertThat(watched().dueAt()).isEqualTo(at("12:20:00"));
        dueAt(LATER);
        record(ready("r2", at("12:20:10"), "r-2"), stopped("s", at("12:20:20"), "r-1"));
        assertThat(watched().dueAt()).isEqualTo(LATER);
        record(stopped("s2", at("12:20:25"), "r-2"));
        assertThat(watched().dueAt()).isEqualTo(LATER);
    }

    @Test
    void aReplicaThatTurnsOutToBeTheFirstAgainMakesItDueToo() {
        record(created("c", at("08:00:00")), ready("r1", at("09:00:00"), "r-1"));
        dueAt(LATER);
        AtomicBoolean stops = new AtomicBoolean(true);
        DynamoLedger ledger = new DynamoLedger(
                WatchedClient.of(table.client(), new WatchedClient.Watch() {
                    @Override
                    public void before(WatchedClient.Call call) {
                        if (call.operation().equals("transactWriteItems") && stops.getAndSet(false)) {
                            record(stopped("s", at("12:20:00"), "r-1"));
                        }
                    }

                    @Override
                    public void after(WatchedClient.Call call) {}
                }),
                table.name());

        ledger.record(List.of(ready("r2", at("12:20:10"), "r-2")), NOW, Deadline.NONE);

        assertThat(stops).isFalse();
        assertThat(watched().state().readyReplicas()).isEqualTo(1);
        assertThat(watched().dueAt()).isEqualTo(at("12:20:10"));
    }

    @Test
    void announcementsMakeDueAlsoWhatIsOutOfTheIndex() {
        record(created("c", at("08:00:00")));
        dueAt(LATER);

        record(updated("u", at("12:00:00"), ShapePart.NONE));
        assertThat(watched().dueAt()).isEqualTo(NOW);

        dueAt(LATER);
        record(voided("v", at("12:10:00"), "u"));
        assertThat(watched().dueAt()).isEqualTo(NOW);

        dueAt(LATER);
        record(deleted("x", at("12:11:00")));
        assertThat(watched().dueAt()).isEqualTo(NOW);

        outOfTheIndex();
        record(created("again", at("12:12:00")));
        assertThat(watched().dueAt()).isEqualTo(NOW);
    }

    @Test
    void whatIsDueAlreadyIsLeftWhereItIs() {
        record(created("c", at("08:00:00")));
        dueAt(at("10:00:00"));

        record(
                updated("u", at("12:00:00"), ShapePart.NONE),
                ready("r", at("12:10:00"), "r-1"),
                stopped("s", at("12:11:00"), "r-1"),
                rejected("w", at("12:11:00"), at("12:12:00")));

        assertThat(watched().dueAt()).isEqualTo(at("10:00:00"));
    }

    @Test
    void whatDemandHasComeToSinceItWasDueIsNotPutOff() {
        record(created("c", at("08:00:00")));
        record(ready("r", at("08:10:00"), "r-1"), stopped("s", at("08:20:00"), "r-1"));
        dueAt(at("12:19:00"));
        record(rejected("w", at("12:18:00"), at("12:19:00")));

        watch.putOff(LLAMA, at("12:20:00"), LATER, Deadline.NONE);
        assertThat(watched().dueAt()).isEqualTo(at("12:19:00"));

        watch.putOff(LLAMA, at("12:21:00"), LATER, Deadline.NONE);
        assertThat(watched().dueAt()).isEqualTo(LATER);
    }

    /** Demand finds it due, and writes that down only after it was put off. */
    @Test
    void demandThatComesWhileItIsPutOffMakesItDue() {
        record(created("c", at("08:00:00")));
        record(ready("r", at("08:10:00"), "r-1"), stopped("s", at("08:20:00"), "r-1"));
        dueAt(at("12:19:00"));
        AtomicBoolean comes = new AtomicBoolean(true);
        DynamoLedger ledger = new DynamoLedger(
                WatchedClient.of(table.client(), new WatchedClient.Watch() {
                    @Override
                    public void before(WatchedClient.Call call) {}

                    @Override
                    public void after(WatchedClient.Call call) {
                        if (call.operation().equals("getItem") && comes.getAndSet(false)) {
                            watch.putOff(LLAMA, at("12:20:00"), LATER, Deadline.NONE);
                        }
                    }
                }),
                table.name());

        ledger.record(List.of(rejected("w", at("12:18:00"), at("12:19:00"))), NOW, Deadline.NONE);

        assertThat(comes).isFalse();
        assertThat(watched().dueAt()).isEqualTo(NOW);
    }
}
