package dev.ebb.sweeping.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.ActionByHand.Decided;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import dev.ebb.sweeping.actions.Announcement.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whole actions, from the mark to the end, on a table that the real MeterUsage keeps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionDynamoTests {

    private final World world = new World();

    @AfterAll
    void end() {
        world.close();
    }

    private State state(ActionId action) {
        return world.intent(action).state();
    }

    private List<Kind> announced() {
        return world.announced().stream().map(Announcement::kind).distinct().toList();
    }

    @Test
    void whatIsScaledToZeroIsDoneWhenTheMetersSayZero() {
        world.running(3);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);

        Executed first = world.execute(world.parts(), world.queue().remove());
        assertThat(first).isInstanceOf(Executed.Waiting.class);
        assertThat(state(down)).isEqualTo(State.CALLED);
        assertThat(announced()).containsExactly(Kind.REQUESTED);
        world.settle();

        assertThat(world.intent(down).outcome()).isEqualTo("0 ready, 0 starting, 0 on standby");
        assertThat(state(down)).isEqualTo(State.DONE);
        assertThat(announced()).containsExactly(Kind.REQUESTED, Kind.COMPLETED);
        assertThat(world.listener().done()).containsExactly(down.toString());
        SweepStatus status = world.status();
        assertThat(status.rung()).isEqualTo(Rung.AT_ZERO);
        assertThat(status.scaledDownAt()).isEqualTo(World.NOW);
        assertThat(world.watched().dueAt()).isEqualTo(world.intent(down).endedAt());
    }

    @Test
    void onlyTheDeleterDeletesAndItDoesNothingElse() {
        world.running(1);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        ActionId deletion = new ActionId(world.id(), 1, Action.DELETE);

        assertThat(new DeleteDeployment(world.parts()).execute(down, world.now, Deadline.NONE))
                .isEqualTo(new Executed.Refused(down, "action: must be one of [DELETE] here, is SCALE_TO_ZERO"));
        assertThat(new ScaleDeployment(world.parts()).execute(deletion, world.now, Deadline.NONE))
                .isInstanceOf(Executed.Refused.class);
        assertThat(new DeleteDeployment(world.parts()).execute(deletion, world.now, Deadline.NONE))
                .isEqualTo(new Executed.Refused(deletion, "there is no such action"));
        assertThat(world.announced()).isEmpty();
    }

    @Test
    void aTargetThatNeverObeysHasFailedAtTheDeadline() {
        world.running(2);
        world.listener().turnDeaf();
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);

        world.settle();

        assertThat(state(down)).isEqualTo(State.FAILED);
        assertThat(world.intent(down).endedAt()).isBetween(World.NOW.plusSeconds(300), World.NOW.plusSeconds(310));
        assertThat(announced()).containsExactly(Kind.REQUESTED, Kind.FAILED);
        assertThat(world.announced().stream().map(Announcement::id).distinct()).hasSize(2);
        assertThat(world.status().rung()).isEqualTo(Rung.WARNED);
    }

    @Test
    void aTargetThatKeepsAStandbyIsNotAtZero() {
        world.running(2);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        Target standby = new Standby(world.bus());

        world.settle(world.parts(standby));

        assertThat(world.listener().running()).isZero();
        assertThat(state(down)).isEqualTo(State.FAILED);
        assertThat(world.intent(down).outcome()).contains("1 on standby");
    }

    /** Keeps one replica on standby, whatever it is told. */
    private record Standby(Target target) implements Target {
        @Override
        public String name() {
            return target.name();
        }

        @Override
        public Optional<Observation> observe(DeploymentId deployment, Instant now) {
            return target.observe(deployment, now)
                    .map(seen ->
                            new Observation(seen.ready(), seen.starting(), 1, seen.updating(), seen.configuration()));
        }

        @Override
        public void scale(Intent intent) {
            target.scale(intent);
        }

        @Override
        public void delete(Intent intent) {
            target.delete(intent);
        }

        @Override
        public void restore(Intent intent, String configuration) {
            target.restore(intent, configuration);
        }

        @Override
        public WayToWake wayToWake(DeploymentId deployment) {
            return target.wayToWake(deployment);
        }
    }

    @Test
    void aBusThatFailsInPassingIsAskedAgainAndOneThatRefusesIsNot() {
        world.running(1);
        Announcer bus = world.announcer;
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);

        world.announcer = some -> {
            throw new Announcer.NotAnnouncedException("throttled", true);
        };
        assertThat(world.execute(world.parts(), world.queue().remove()))
                .isInstanceOfSatisfying(
                        Executed.Waiting.class,
                        waiting -> assertThat(waiting.why()).isEqualTo("the bus did not take it: throttled"));
        world.announcer = bus;
        world.settle();
        assertThat(state(down)).isEqualTo(State.DONE);

        world.running(1);
        ActionId refused = world.marked(Action.SCALE_TO_ZERO, 0);
        world.announcer = some -> {
            if (some.stream().anyMatch(each -> each.kind() == Kind.REQUESTED)) {
                throw new Announcer.NotAnnouncedException("denied", false);
            }
        };
        world.settle();
        world.announcer = bus;
        assertThat(state(refused)).isEqualTo(State.FAILED);
        assertThat(world.intent(refused).outcome()).isEqualTo("the bus did not take it: denied");
    }

    @Test
    void anUnknownTargetFailsAndNamesThoseThatAreKnown() {
        world.running("{\"accelerator\":\"H100\",\"acceleratorCount\":2,\"target\":{\"type\":\"runpod\"}}", 1);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);

        world.settle();

        assertThat(state(down)).isEqualTo(State.FAILED);
        assertThat(world.intent(down).outcome()).isEqualTo("target: must be one of [bus], is {\"type\":\"runpod\"}");
        assertThat(world.listener().done()).isEmpty();
    }

    @Test
    void demandBetweenMarkAndCallStopsTheAction() {
        world.running(3);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        world.served(world.now);

        world.settle();

        assertThat(state(down)).isEqualTo(State.ABANDONED);
        assertThat(world.announced()).isEmpty();
        assertThat(world.listener().running()).isEqualTo(3);
        assertThat(world.status().rung()).isEqualTo(Rung.UP);
    }

    @Test
    void aLateReportOfTheTimeThatCountedAsQuietIsDemandToo() {
        world.running(3);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        world.served(world.now.minus(Duration.ofMinutes(40)));

        world.settle();

        assertThat(state(down)).isEqualTo(State.ABANDONED);
    }

    @Test
    void demandBetweenCallAndVerificationBringsItBackAsItWas() {
        world.running(3);
        String before = world.bus().observe(world.id(), world.now).orElseThrow().configuration();
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        world.execute(world.parts(), world.queue().remove());
        world.served(world.now);
        world.listener().obey();
        assertThat(world.listener().running()).isZero();

        world.settle();

        assertThat(state(down)).isEqualTo(State.UNDONE);
        ActionId restore = new ActionId(world.id(), 2, Action.RESTORE);
        assertThat(state(restore)).isEqualTo(State.DONE);
        assertThat(world.listener().done()).containsExactly(down.toString(), restore.toString());
        assertThat(world.bus().observe(world.id(), world.now)).contains(new Target.Observation(3, 0, 0, false, before));
        assertThat(world.status().rung()).isEqualTo(Rung.UP);
        assertThat(world.status().damping()).as("a regret").isEqualTo(1);
    }

    @Test
    void killSwitchAndPinsBetweenMarkAndCallStopTheAction() {
        world.running(1);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        world.safety.kill(true, "ann", "trouble", world.now, Deadline.NONE);
        world.settle();
        world.safety.kill(false, "ann", "over", world.now, Deadline.NONE);
        assertThat(world.intent(down).outcome()).isEqualTo("kill switch: trouble");

        world.running(1);
        ActionId pinned = world.marked(Action.SCALE_TO_ZERO, 0);
        Pin pin = new Pin("bob", "a demo", world.now, world.now.plus(Duration.ofHours(2)));
        world.store.pin(world.id(), Optional.of(pin), "bob", world.now, Deadline.NONE);
        world.settle();
        assertThat(world.intent(pinned).outcome()).contains("by bob: a demo");
        assertThat(world.listener().done()).isEmpty();
    }

    @Test
    void aPolicyThatNoLongerAllowsItStopsTheAction() {
        world.running(1);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        world.permission = (intent, status, watched, at, deadline) -> Optional.of("mode warn");

        world.settle();
        world.permission = (intent, status, watched, at, deadline) -> Optional.empty();

        assertThat(world.intent(down).outcome()).isEqualTo("mode warn");
        assertThat(world.announced()).isEmpty();
    }

    @Test
    void whatIsDeletedComesBackAsItWasBeforeItWasScaledDownInOneCall() {
        world.running(
                "{\"accelerator\":\"H100\",\"acceleratorCount\":\"0.5\",\"region\":\"eu-west-1\",\"model\":\"m\","
                        + "\"minReplicas\":0,\"maxReplicas\":4,\"labels\":{\"team\":\"a\",\"environment\":\"test\"},"
                        + "\"target\":{\"type\":\"bus\",\"wakes\":true},\"policy\":{\"mode\":\"delete\"}}",
                3);
        Target.Observation before = world.bus().observe(world.id(), world.now).orElseThrow();
        world.marked(Action.SCALE_TO_ZERO, 0);
        world.settle();
        ActionId deletion = world.marked(Action.DELETE, 0);
        world.settle();
        assertThat(state(deletion)).isEqualTo(State.DONE);
        assertThat(world.status().rung()).isEqualTo(Rung.DELETED);
        assertThat(world.bus().observe(world.id(), world.now)).isEmpty();

        Decided decided = byHand().restore(world.id(), new Word("ann", "we need it", false), world.now, Deadline.NONE);
        world.settle();

        assertThat(decided).isInstanceOf(Decided.Marked.class);
        assertThat(world.bus().observe(world.id(), world.now)).contains(before);
        assertThat(world.status().rung()).isEqualTo(Rung.UP);
        assertThat(world.status().damping()).as("a person's word is no regret").isZero();
    }

    private ActionByHand byHand() {
        return new ActionByHand(
                world.store, world.fleet, world.safety, (account, at, deadline) -> world.cap, world::send);
    }
}
