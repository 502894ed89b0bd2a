package dev.ebb.sweeping.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.ActionByHand.Decided;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActionByHandDynamoTests {

    private static final Word ANN = new Word("ann", "not needed", false);

    private final World world = new World();
    private final ActionByHand byHand =
            new ActionByHand(world.store, world.fleet, world.safety, (account, at, deadline) -> world.cap, world::send);

    @AfterAll
    void end() {
        world.close();
    }

    private static Intent marked(Decided decided) {
        assertThat(decided).isInstanceOf(Decided.Marked.class);
        return ((Decided.Marked) decided).intent();
    }

    private static void refused(Decided decided, String reason) {
        assertThat(decided)
                .isInstanceOfSatisfying(
                        Decided.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    private Decided scale(int replicas, Word word) {
        return byHand.scale(world.id(), replicas, word, world.now, Deadline.NONE);
    }

    @Test
    void aPersonScalesWhatIsInDemandAndIsNamedInTheAudit() {
        world.running(3);
        world.served(world.now);

        Intent down = marked(scale(0, ANN));
        world.settle();

        assertThat(down.id().action()).isEqualTo(Action.SCALE_TO_ZERO);
        assertThat(world.intent(down.id()).state()).isEqualTo(State.DONE);
        assertThat(world.listener().running()).isZero();
        assertThat(world.store.audit(world.id(), 10, Deadline.NONE))
                .hasSize(3)
                .allSatisfy(entry -> assertThat(entry.by()).contains("ann"));
        Intent up = marked(scale(5, ANN));
        world.settle();
        assertThat(world.intent(up.id()).state()).isEqualTo(State.DONE);
        assertThat(world.listener().running()).isEqualTo(5);
        assertThat(world.status().rung()).isEqualTo(Rung.UP);
    }

    @Test
    void whoAsksForMoreWhileAHardCapActsIsToldOfIt() {
        world.running(3);
        ActingCap cap = new ActingCap("100.00 USD", world.now.plusSeconds(3_600));
        world.cap = Optional.of(cap);

        assertThat(told(scale(5, ANN))).contains(cap);
        assertThat(told(scale(2, ANN))).isEmpty();
        assertThat(told(scale(0, ANN))).isEmpty();
        world.settle();
        assertThat(told(byHand.restore(world.id(), ANN, world.now, Deadline.NONE)))
                .contains(cap);
        world.settle();
        assertThat(world.listener().running()).isPositive();
        scale(0, ANN);
        world.settle();
        assertThat(told(byHand.wake(world.id(), ANN, world.now, Deadline.NONE))).contains(cap);
        world.settle();
        assertThat(world.listener().running()).isPositive();
        world.cap = Optional.empty();
        assertThat(told(scale(9, ANN))).isEmpty();
        world.fresh();
    }

    @Test
    void whatIsMarkedIsSentThoughTheHardCapCanNotBeRead() {
        world.running(1);
        ActionByHand blind = new ActionByHand(
                world.store,
                world.fleet,
                world.safety,
                (account, at, deadline) -> {
                    throw new LedgerUnavailableException("throttled", null);
                },
                world::send);

        Decided decided = blind.scale(world.id(), 4, ANN, world.now, Deadline.NONE);

        assertThat(decided).isInstanceOfSatisfying(Decided.Marked.class, marked -> {
            assertThat(marked.cap()).isEmpty();
            assertThat(marked.capUnread())
                    .hasValueSatisfying(why -> assertThat(why).contains("throttled"));
        });
        world.settle();
        assertThat(world.listener().running()).isEqualTo(4);
        assertThat(((Decided.Marked) blind.scale(world.id(), 0, ANN, world.now, Deadline.NONE)).capUnread())
                .isEmpty();
        world.fresh();
    }

    private static Optional<ActingCap> told(Decided decided) {
        assertThat(decided).isInstanceOf(Decided.Marked.class);
        return ((Decided.Marked) decided).cap();
    }

    @Test
    void nobodyScalesBeyondWhatWasAnnounced() {
        world.running("{\"accelerator\":\"NVIDIA_L4\",\"acceleratorCount\":1,\"maxReplicas\":4}", 1);

        refused(scale(5, ANN), "replicas: must be at most maxReplicas, which was announced as 4, is 5");
        assertThat(marked(scale(4, ANN)).desiredReplicas()).isEqualTo(4);
    }

    @Test
    void aPersonDeletesWhatRunsAndRestoresIt() {
        world.running(2);
        Target.Observation before = world.bus().observe(world.id(), world.now).orElseThrow();

        marked(byHand.delete(world.id(), ANN, world.now, Deadline.NONE));
        world.settle();
        assertThat(world.bus().observe(world.id(), world.now)).isEmpty();
        marked(byHand.restore(world.id(), ANN, world.now, Deadline.NONE));
        world.settle();

        assertThat(world.bus().observe(world.id(), world.now)).contains(before);
        refused(byHand.restore(world.id(), ANN, world.now, Deadline.NONE), "nothing that Ebb took away");
    }

    @Test
    void aWakeBringsBackAsManyAsThereWere() {
        world.running(4);
        world.marked(Action.SCALE_TO_ZERO, 0);
        world.settle();

        Intent wake = marked(byHand.wake(world.id(), ANN, world.now, Deadline.NONE));
        world.settle();

        assertThat(wake.desiredReplicas()).isEqualTo(4);
        assertThat(world.listener().running()).isEqualTo(4);
        assertThat(world.status().damping()).as("within the hour").isEqualTo(1);
    }

    @Test
    void killSwitchAndBreakerHoldAPersonToo() {
        world.running(1);
        world.safety.kill(true, "bob", "trouble", world.now, Deadline.NONE);
        refused(scale(0, ANN), "kill switch: trouble");
        world.safety.kill(false, "bob", "over", world.now, Deadline.NONE);

        world.safety.open("half the fleet is gone", world.now, Deadline.NONE);
        refused(scale(0, ANN), "breaker: half the fleet is gone");
        world.safety.reset("bob", world.now, Deadline.NONE);

        assertThat(world.store.intents(world.id(), 10, Deadline.NONE)).isEmpty();
    }

    @Test
    void somebodyElsesPinHoldsAPersonUnlessTheySaySoAndTheirOwnDoesNot() {
        world.running(1);
        Pin pin = new Pin("bob", "a demo", world.now.minusSeconds(60), world.now.plus(Duration.ofHours(2)));
        world.store.pin(world.id(), Optional.of(pin), "bob", world.now, Deadline.NONE);

        refused(scale(0, ANN), "by bob: a demo");
        assertThat(scale(2, new Word("bob", "more", false)))
                .isInstanceOfSatisfying(
                        Decided.Marked.class,
                        marked -> assertThat(marked.ownPin()).contains(pin));
        Intent despite = marked(scale(0, new Word("ann", "it burns", true)));
        world.settle();

        assertThat(world.intent(despite.id()).state()).isEqualTo(State.DONE);
    }

    /** Neither order ever arrives again; the audit has both ends all the same. */
    @Test
    void whatAPersonReplacesEndsWithWhatReplacedIt() {
        world.running(2);
        Intent never = marked(scale(0, ANN));
        Intent begun = marked(scale(0, ANN));
        world.execute(world.parts(), begun.id());
        assertThat(world.intent(begun.id()).state()).isEqualTo(State.CALLED);
        marked(scale(3, new Word("bob", "a demo", false)));
        world.queue().clear();

        assertThat(world.intent(never.id()).state()).isEqualTo(State.ABANDONED);
        assertThat(world.intent(never.id()).outcome()).isEqualTo("replaced by SCALE_TO_ZERO 2, ann");
        assertThat(world.intent(begun.id()).state()).isEqualTo(State.FAILED);
        assertThat(world.store.audit(world.id(), 10, Deadline.NONE))
                .extracting(SweepStore.Audit::what)
                .contains(
                        "SCALE_TO_ZERO 1, REQUESTED to ABANDONED: replaced by SCALE_TO_ZERO 2, ann",
                        "SCALE_TO_ZERO 2, CALLED to FAILED: replaced by SCALE 3, bob");
        assertThat(world.hour().errors()).as("nobody failed").isZero();
    }

    @Test
    void thereIsNoActionOnWhatNobodyHeardOf() {
        refused(
                byHand.scale(new DeploymentId("acme", "nowhere"), 0, ANN, world.now, Deadline.NONE),
                "must be one that Ebb has heard of, is acme/nowhere");
        assertThatThrownBy(() -> scale(-1, ANN)).hasMessage("replicas: must be from 0 to 1000000, is -1");
        assertThatThrownBy(() -> new Word(" ", "r", false)).hasMessageContaining("by: must be 1 to 128");
    }
}
