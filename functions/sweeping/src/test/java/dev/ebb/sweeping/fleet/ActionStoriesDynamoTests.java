package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What went wrong elsewhere while something was done: cut off, left out, done to the wrong thing, or done again and again. */
class ActionStoriesDynamoTests {

    private static final String WAKES = ",\"target\":{\"type\":\"bus\",\"wakes\":true}";

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** How often a target was asked for it. */
    private long asked(Action action) {
        return fleet.bus.events().stream()
                .filter(event -> event.path("detail-type").asText().equals("dev.ebb.action.requested"))
                .filter(event -> event.path("detail")
                        .path("data")
                        .path("action")
                        .asText()
                        .equals(action.name()))
                .map(event -> event.path("detail").path("id").asText())
                .distinct()
                .count();
    }

    private DeploymentId markedForZero(int replicas) {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama", replicas, "");
        fleet.idleUntilZeroIsDue(List.of(llama));
        fleet.sweep();
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO REQUESTED");
        return llama;
    }

    /** "Requests cut off at the end of the grace period": what still answers requests is waited for, and comes back. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.Progress#orUndo")
    void aRequestThatComesWhileItGoesToZeroBringsItBack() {
        DeploymentId llama = markedForZero(2);
        fleet.runner.deaf(llama, true);
        fleet.execute();
        assertThat(asked(Action.SCALE_TO_ZERO)).isOne();

        fleet.clock.pass(Duration.ofSeconds(40));
        fleet.served(llama, fleet.now());
        fleet.runner.deaf(llama, false);
        fleet.settle();

        assertThat(fleet.runner.done()).containsExactly("SCALE_TO_ZERO llama", "RESTORE llama");
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO UNDONE", "RESTORE DONE");
        assertThat(fleet.runner.running(llama)).isEqualTo(2);
    }

    /** At the end of the grace period nothing is cut off: it has failed, it goes on running, and somebody is told. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.Progress#seen")
    void theEndOfTheGracePeriodIsTheEndOfTheActionAndNotOfTheReplica() {
        DeploymentId llama = markedForZero(1);
        fleet.runner.deaf(llama, true);

        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO FAILED");
        assertThat(fleet.lastIntent(llama).outcome())
                .startsWith("not there by 2026-11-16T09:07:00Z")
                .contains("1 ready");
        assertThat(fleet.runner.running(llama)).isOne();
        assertThat(asked(Action.SCALE_TO_ZERO)).isOne();
        assertThat(asked(Action.DELETE)).isZero();
        assertThat(fleet.watched(llama).state().readyReplicas())
                .as("billing goes on")
                .isOne();
        assertThat(fleet.status(llama).map(SweepStatus::rung)).contains(Rung.WARNED);
    }

    /** A request that is reported between the look and the mark stops the action. */
    @Test
    @GuardedBy("dev.ebb.sweeping.dynamodb.ConclusionPlan#ConclusionPlan")
    void aRequestThatIsReportedBeforeTheMarkStopsIt() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.idleUntilZeroIsDue(List.of(llama));
        boolean[] came = {false};
        WatchedClient.Watch requestBeforeTheMark = new WatchedClient.Watch() {
            @Override
            public void before(WatchedClient.Call call) {
                if (!came[0] && call.request() instanceof TransactWriteItemsRequest) {
                    came[0] = true;
                    fleet.served(llama, fleet.now());
                }
            }

            @Override
            public void after(WatchedClient.Call call) {}
        };

        fleet.sweep(WatchedClient.of(fleet.table.client(), requestBeforeTheMark), new InvocationContext("s", 300_000));
        fleet.settle();

        assertThat(came[0]).isTrue();
        assertThat(fleet.intents(llama)).isEmpty();
        assertThat(fleet.sentence(llama)).startsWith("ACTIVE: active: in demand, last at 09:02");
    }

    /** "A sweep that outgrew its time limit and silently skipped the rest." */
    @Test
    @GuardedBy("dev.ebb.sweeping.sweeps.SweepDeployments#run")
    void aSweepThatRunsOutOfTimeGoesOnWhereItStopped() {
        List<DeploymentId> all = fleet.running(30);
        Instant sweep = fleet.now();

        RunningOut first = new RunningOut(fleet.table.client(), Duration.ofSeconds(90), Duration.ofMillis(500));
        Swept begun = fleet.sweep(first.client(), first.context());
        long invocations = 1;
        assertThat(begun.judged()).isLessThan(30);
        while (fleet.pages() > 0) {
            RunningOut next = new RunningOut(fleet.table.client(), Duration.ofSeconds(90), Duration.ofMillis(500));
            fleet.page(next.client(), next.context(), 10);
            assertThat(++invocations).as("invocations").isLessThan(100);
        }

        assertThat(all)
                .allSatisfy(id -> assertThat(fleet.verdicts(id))
                        .singleElement()
                        .satisfies(verdict -> assertThat(verdict.sweep()).isEqualTo(sweep)));
        assertThat(invocations).isGreaterThan(2);
    }

    /** "A snapshot sweeper that deleted the parent": what came up between the mark and the call is not deleted. */
    @Test
    @GuardedBy("dev.ebb.sweeping.actions.Guards#againstWhatRuns")
    void whatCameUpAgainIsNotDeleted() {
        DeploymentId llama = fleet.running("llama");
        fleet.policy(llama, "{\"mode\":\"delete\",\"deleteAfter\":\"PT2H\"}");
        fleet.lookUntil(llama, Rung.AT_ZERO);
        while (!fleet.intents(llama).contains("DELETE REQUESTED")) {
            fleet.settle();
            fleet.untilDue(llama);
            fleet.sweep();
            assertThat(fleet.now()).isBefore(Fleet.START.plus(Duration.ofHours(8)));
        }

        fleet.runner.scale(llama, 1);
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE", "DELETE ABANDONED");
        assertThat(fleet.lastIntent(llama).outcome()).contains("only what is at zero is deleted");
        assertThat(fleet.runner.running(llama)).isOne();
        assertThat(asked(Action.DELETE)).isZero();
    }

    /** Never from active to deleted: what can't go to zero stays, however long ago its deletion would have been due. */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.IdleLadder#judged")
    void whatIsUpIsNeverDeleted() {
        DeploymentId llama = fleet.running("llama");
        fleet.policy(
                llama,
                "{\"mode\":\"delete\",\"deleteAfter\":\"PT1H\",\"warnAfter\":\"PT5M\",\"zeroAfter\":\"PT5M\",\"wake\":true}");

        fleet.lookFor(llama, Duration.ofHours(8));

        assertThat(fleet.verdict(llama).held()).startsWith("no proven way to wake it");
        assertThat(fleet.intents(llama)).isEmpty();
        assertThat(fleet.runner.running(llama)).isOne();
    }

    /** A deletion needs a notice whose receipt is on record: while nobody can be told, nothing is deleted. */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.AtZero#leaving")
    void nothingIsDeletedWithoutAReceiptOfItsNotice() {
        DeploymentId llama = fleet.running("llama");
        fleet.policy(llama, "{\"mode\":\"delete\",\"deleteAfter\":\"PT2H\"}");
        fleet.lookUntil(llama, Rung.AT_ZERO);
        fleet.sns.failing(true);

        fleet.lookFor(llama, Duration.ofHours(3));

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(fleet.verdict(llama).held()).startsWith("not told: ");

        fleet.sns.failing(false);
        Instant told = fleet.now();
        fleet.lookUntil(llama, Rung.DELETED);
        assertThat(fleet.now()).as("two hours after the notice").isAfterOrEqualTo(told.plus(Duration.ofHours(2)));
        assertThat(fleet.runner.done()).containsExactly("SCALE_TO_ZERO llama", "DELETE llama");
    }

    /** "Flapping between zero and one for hours." */
    @Test
    @GuardedBy("dev.ebb.sweeping.rules.Damping#after")
    void whatIsWokenSoonAfterItWentToZeroIsLeftUpForLonger() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"wake\":true}");
        DeploymentId llama = fleet.running("llama", 1, WAKES);

        // Somebody asks every 80 minutes, for twelve hours. It goes to zero after 62: each time, if nothing is learned.
        Instant end = Fleet.START.plus(Duration.ofHours(12));
        for (Instant next = Fleet.START.plus(Duration.ofMinutes(80));
                next.isBefore(end);
                next = next.plus(Duration.ofMinutes(80))) {
            lookUntil(llama, next);
            if (fleet.runner.running(llama) == 0) {
                fleet.rejected(llama, next);
            } else {
                fleet.served(llama, next);
            }
        }

        assertThat(asked(Action.SCALE_TO_ZERO)).isOne();
        assertThat(asked(Action.WAKE)).isOne();
        assertThat(fleet.status(llama).map(SweepStatus::damping)).contains(1);
        assertThat(fleet.sentence(llama)).contains("windows are 2 times as long");
    }

    /** Looks whenever it is due before an instant, and goes on to that instant. */
    private void lookUntil(DeploymentId id, Instant end) {
        while (true) {
            Instant due = fleet.watched(id).dueAt();
            if (due == null || due.isAfter(end.minus(Duration.ofMinutes(1)))) {
                break;
            }
            fleet.look(id);
        }
        fleet.pass(Duration.between(fleet.now(), end));
        assertThat(fleet.safety.state(Deadline.NONE).held()).isEmpty();
    }
}
