package dev.ebb.sweeping.actions;

import static dev.ebb.sweeping.actions.TestIntents.DEADLINE;
import static dev.ebb.sweeping.actions.TestIntents.MARKED;
import static dev.ebb.sweeping.actions.TestIntents.SWEEP;
import static dev.ebb.sweeping.actions.TestIntents.THREE;
import static dev.ebb.sweeping.actions.TestIntents.called;
import static dev.ebb.sweeping.actions.TestIntents.dryRun;
import static dev.ebb.sweeping.actions.TestIntents.intent;
import static dev.ebb.sweeping.actions.TestIntents.requested;
import static dev.ebb.sweeping.actions.TestIntents.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.Situation.Sight;
import dev.ebb.sweeping.actions.Target.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each transition of the state machine, and each of its guards. */
class ProgressTests {

    private static final Cause PERSON = new Cause.Person("ann");
    private static final Cause DEMAND = new Cause.Demand(MARKED);
    private static final Instant SOON = MARKED.plusSeconds(20);
    private static final Sight UP = seen(3, 0, 0, false);
    private static final Sight ZERO = seen(0, 0, 0, false);
    private static final Sight GONE = new Sight.Seen(Optional.empty());

    /** Everything as it should be, but for what is said. */
    private static final class Given {
        private final Intent intent;
        private Instant now = SOON;
        private long mark = 7;
        private Optional<String> held = Optional.empty();
        private Optional<Pin> pin = Optional.empty();
        private Optional<String> disallowed = Optional.empty();
        private Optional<ActingCap> cap = Optional.empty();
        private Optional<Instant> demand = Optional.empty();
        private boolean undoing;
        private boolean asked;
        private @Nullable Instant heldByCap;
        private Sight sight = UP;

        Given(Intent intent) {
            this.intent = intent;
        }

        Given at(Instant instant) {
            now = instant;
            return this;
        }

        Given mark(long last) {
            mark = last;
            return this;
        }

        Given held(String by) {
            held = Optional.of(by);
            return this;
        }

        Given pinnedFrom(Instant from) {
            pin = Optional.of(new Pin("bob", "a demo", from, from.plus(Duration.ofHours(1))));
            return this;
        }

        Given disallowed(String why) {
            disallowed = Optional.of(why);
            return this;
        }

        Given capped() {
            cap = Optional.of(new ActingCap("100.00 USD", Instant.parse("2026-12-01T00:00:00Z")));
            return this;
        }

        Given demand() {
            demand = Optional.of(MARKED);
            return this;
        }

        Given undoing() {
            undoing = true;
            return this;
        }

        Given asked() {
            asked = true;
            return this;
        }

        Given heldByCap(Instant until) {
            heldByCap = until;
            return this;
        }

        Given sees(Sight what) {
            sight = what;
            return this;
        }

        Step next() {
            return Progress.next(new Situation(
                    now,
                    intent,
                    status(mark, Rung.GOING_TO_ZERO, null, 0).withHold(heldByCap),
                    held,
                    pin,
                    disallowed,
                    cap,
                    demand,
                    undoing,
                    asked,
                    sight));
        }

        void isAbandonedFor(String reason) {
            assertThat(next())
                    .isInstanceOfSatisfying(
                            Step.Abandon.class, step -> assertThat(step.why()).contains(reason));
        }
    }

    private static Sight seen(long ready, long starting, long standby, boolean updating) {
        return new Sight.Seen(Optional.of(new Observation(ready, starting, standby, updating, THREE.configuration())));
    }

    private static Given given(Intent intent) {
        return new Given(intent);
    }

    @Test
    void whileAHardCapActsEbbItselfAsksForNothingMore() {
        String words = "held back by the hard cap of 100.00 USD until 2026-12-01T00:00:00Z";

        given(intent(7, Action.WAKE, DEMAND, State.REQUESTED, null))
                .sees(ZERO)
                .capped()
                .isAbandonedFor(words);
        given(requested(Action.SCALE)).sees(seen(2, 0, 0, false)).capped().isAbandonedFor(words);
        given(requested(Action.SCALE))
                .sees(new Sight.Unseen("throttled", true))
                .capped()
                .isAbandonedFor(words);
        assertThat(given(requested(Action.SCALE))
                        .sees(seen(4, 0, 0, false))
                        .capped()
                        .next())
                .as("fewer")
                .isInstanceOf(Step.Begin.class);
        assertThat(given(requested(Action.SCALE_TO_ZERO)).capped().next()).isInstanceOf(Step.Begin.class);
        assertThat(given(intent(7, Action.WAKE, PERSON, State.REQUESTED, null))
                        .sees(ZERO)
                        .capped()
                        .next())
                .as("a person was told")
                .isInstanceOf(Step.Begin.class);
        assertThat(given(intent(7, Action.RESTORE, DEMAND, State.REQUESTED, THREE))
                        .sees(ZERO)
                        .capped()
                        .next())
                .as("what undoes an action is its end")
                .isInstanceOf(Step.Begin.class);
    }

    @Test
    void whatIsRequestedBeginsWithWhatRunsSaved() {
        assertThat(given(requested(Action.SCALE_TO_ZERO)).next()).isEqualTo(new Step.Begin(THREE));
        assertThat(given(requested(Action.DELETE)).sees(ZERO).next())
                .isEqualTo(new Step.Begin(new Saved(0, THREE.configuration())));
        assertThat(given(requested(Action.WAKE)).sees(ZERO).next()).isInstanceOf(Step.Begin.class);
    }

    @Test
    void aReplicaThatStartsIsOneOfThoseThatAreSaved() {
        Intent byHand = intent(7, Action.SCALE_TO_ZERO, PERSON, State.REQUESTED, null);

        assertThat(given(byHand).sees(seen(2, 1, 0, false)).next()).isEqualTo(new Step.Begin(THREE));
    }

    @Test
    void aDryRunIsNeverBegun() {
        given(dryRun(requested(Action.SCALE_TO_ZERO))).isAbandonedFor("dry run");
    }

    @Test
    void aLaterMarkEndsWhatIsNotBegun() {
        given(requested(Action.SCALE_TO_ZERO)).mark(8).isAbandonedFor("mark 8 has come since");
    }

    @Test
    void nothingIsBegunAtItsDeadlineOrLater() {
        given(requested(Action.SCALE_TO_ZERO)).at(DEADLINE).isAbandonedFor("was not begun by " + DEADLINE);
        assertThat(given(requested(Action.SCALE_TO_ZERO))
                        .at(DEADLINE.minusMillis(1))
                        .next())
                .isInstanceOf(Step.Begin.class);
    }

    @Test
    void killSwitchAndBreakerHoldWhatIsNotBegun() {
        given(requested(Action.SCALE_TO_ZERO)).held("kill switch: x").isAbandonedFor("kill switch: x");
        given(requested(Action.WAKE)).sees(ZERO).held("breaker: y").isAbandonedFor("breaker: y");
        given(intent(7, Action.DELETE, PERSON, State.REQUESTED, null))
                .held("breaker: y")
                .isAbandonedFor("breaker: y");
    }

    @Test
    void aPinHoldsWhatASweepWantsAndOfAPersonOnlyWhatTheyCouldNotKnow() {
        Intent byHand = intent(7, Action.SCALE_TO_ZERO, PERSON, State.REQUESTED, null);

        given(requested(Action.SCALE_TO_ZERO))
                .pinnedFrom(MARKED.minusSeconds(9))
                .isAbandonedFor("by bob: a demo");
        given(byHand).pinnedFrom(MARKED.plusSeconds(9)).isAbandonedFor("by bob: a demo");
        assertThat(given(byHand).pinnedFrom(MARKED.minusSeconds(9)).next()).isInstanceOf(Step.Begin.class);
        assertThat(given(requested(Action.SCALE_TO_ZERO))
                        .pinnedFrom(MARKED.minus(Duration.ofHours(2)))
                        .next())
                .as("a pin that has ended")
                .isInstanceOf(Step.Begin.class);
    }

    @Test
    void aPolicyThatNoLongerAllowsItHoldsIt() {
        given(requested(Action.SCALE_TO_ZERO)).disallowed("mode warn").isAbandonedFor("mode warn");
    }

    @Test
    void demandBetweenMarkAndCallHoldsWhatASweepTakesAwayAndNothingElse() {
        given(requested(Action.SCALE_TO_ZERO)).demand().isAbandonedFor("demand in the minute of " + MARKED);
        given(requested(Action.DELETE)).sees(ZERO).demand().isAbandonedFor("demand in the minute of " + MARKED);
        assertThat(given(requested(Action.WAKE)).sees(ZERO).demand().next()).isInstanceOf(Step.Begin.class);
        assertThat(given(intent(7, Action.SCALE_TO_ZERO, PERSON, State.REQUESTED, null))
                        .demand()
                        .next())
                .as("a person's word")
                .isInstanceOf(Step.Begin.class);
    }

    @Test
    void aReplicaThatStartsOrAnUpdateIsASignOfDemand() {
        given(requested(Action.SCALE_TO_ZERO)).sees(seen(3, 1, 0, false)).isAbandonedFor("not at rest");
        given(requested(Action.SCALE_TO_ZERO)).sees(seen(3, 0, 0, true)).isAbandonedFor("not at rest");
    }

    @Test
    void nothingIsDeletedFromActiveButByAPerson() {
        given(requested(Action.DELETE)).sees(UP).isAbandonedFor("only what is at zero is deleted");
        given(requested(Action.DELETE)).sees(seen(0, 0, 1, false)).isAbandonedFor("only what is at zero is deleted");
        assertThat(given(intent(7, Action.DELETE, PERSON, State.REQUESTED, null))
                        .next())
                .isEqualTo(new Step.Begin(THREE));
    }

    @Test
    void whatIsAtZeroOrGoneIsNotTakenThere() {
        given(requested(Action.SCALE_TO_ZERO)).sees(ZERO).isAbandonedFor("at zero already");
        given(requested(Action.SCALE_TO_ZERO)).sees(GONE).isAbandonedFor("no such deployment");
        given(requested(Action.DELETE)).sees(GONE).isAbandonedFor("no such deployment");
    }

    @Test
    void aRestoreBeginsWithWhatItBringsBackAndOfWhatIsGoneToo() {
        assertThat(given(intent(7, Action.RESTORE, PERSON, State.REQUESTED, THREE))
                        .sees(GONE)
                        .next())
                .isEqualTo(new Step.Begin(THREE));
        given(intent(7, Action.RESTORE, PERSON, State.REQUESTED, null)).isAbandonedFor("nothing was saved");
    }

    @Test
    void whatUndoesAnActionIsHeldByNothing() {
        assertThat(given(intent(7, Action.RESTORE, DEMAND, State.REQUESTED, THREE))
                        .held("kill switch: x")
                        .pinnedFrom(MARKED.minusSeconds(9))
                        .disallowed("mode warn")
                        .next())
                .isEqualTo(new Step.Begin(THREE));
    }

    @Test
    void aTargetThatCanNotSayIsAskedAgainLaterOrNeverAgain() {
        Intent requested = requested(Action.SCALE_TO_ZERO);
        Intent called = called(Action.SCALE_TO_ZERO);

        assertThat(given(requested).sees(new Sight.Unseen("throttled", true)).next())
                .isEqualTo(new Step.Wait(Duration.ofSeconds(10), "throttled"));
        assertThat(given(requested)
                        .sees(new Sight.Unseen("no such type", false))
                        .next())
                .isEqualTo(new Step.Fail("no such type"));
        assertThat(given(called).sees(new Sight.Unseen("throttled", true)).next())
                .isInstanceOf(Step.Wait.class);
        assertThat(given(called).sees(new Sight.Unseen("denied", false)).next()).isEqualTo(new Step.Fail("denied"));
        assertThat(given(called)
                        .at(DEADLINE)
                        .sees(new Sight.Unseen("throttled", true))
                        .next())
                .isEqualTo(new Step.Fail("throttled"));
    }

    @Test
    void theTargetIsAskedOnceInATurnAndThenWaitedFor() {
        assertThat(given(called(Action.SCALE_TO_ZERO)).next()).isEqualTo(new Step.Ask());
        assertThat(given(called(Action.SCALE_TO_ZERO)).asked().next())
                .isInstanceOfSatisfying(
                        Step.Wait.class, step -> assertThat(step.why()).isEqualTo("3 ready, 0 starting, 0 on standby"));
    }

    @Test
    void whatHoldsItKeepsItFromBeingAskedAgain() {
        assertThat(given(called(Action.SCALE_TO_ZERO)).held("kill switch: x").next())
                .isInstanceOfSatisfying(
                        Step.Wait.class, step -> assertThat(step.why()).contains("not asked again: kill switch: x"));
        assertThat(given(called(Action.SCALE_TO_ZERO)).demand().next()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void waitsGrowFromFiveSecondsToAMinuteAndEndAtTheDeadline() {
        Intent called = called(Action.SCALE_TO_ZERO); // at 10:00:01

        // 9 s since, half of it is less than 5 s; 39 s since; 199 s since; 5 s before the deadline at 10:05.
        assertThat(waited(called, 10)).isEqualTo(Duration.ofSeconds(5));
        assertThat(waited(called, 41)).isEqualTo(Duration.ofSeconds(20));
        assertThat(waited(called, 200)).isEqualTo(Duration.ofMinutes(1));
        assertThat(waited(called, 295)).isEqualTo(Duration.ofSeconds(5));
        assertThat(waited(called, 298)).isEqualTo(Duration.ofSeconds(2));
    }

    private static Duration waited(Intent called, long seconds) {
        Step step = given(called).at(MARKED.plusSeconds(seconds)).asked().next();
        return ((Step.Wait) step).delay();
    }

    @Test
    void zeroMeansNoReplicaReadyNoneStartingNoStandbyAndNothingUnderWay() {
        Intent called = called(Action.SCALE_TO_ZERO);

        assertThat(given(called).sees(ZERO).next()).isInstanceOf(Step.Finish.class);
        assertThat(given(called).sees(GONE).next()).isInstanceOf(Step.Finish.class);
        assertThat(given(called).asked().sees(seen(1, 0, 0, false)).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(seen(0, 1, 0, false)).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(seen(0, 0, 1, false)).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(seen(0, 0, 0, true)).next()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void aDeletionIsDoneWhenTheTargetKnowsOfItNoMore() {
        assertThat(given(called(Action.DELETE)).sees(GONE).next()).isInstanceOf(Step.Finish.class);
        assertThat(given(called(Action.DELETE)).asked().sees(ZERO).next()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void aWakeIsDoneWhenOneServesAndAllAreOnTheirWay() {
        Intent called = called(Action.WAKE);

        assertThat(given(called).sees(seen(1, 2, 0, false)).next()).isInstanceOf(Step.Finish.class);
        assertThat(given(called).asked().sees(seen(0, 3, 0, false)).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(seen(1, 1, 0, false)).next()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void scalingIsDoneAtExactlySoMany() {
        Intent called = called(Action.SCALE);

        assertThat(given(called).sees(UP).next()).isInstanceOf(Step.Finish.class);
        assertThat(given(called).asked().sees(seen(4, 0, 0, false)).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(seen(3, 1, 0, false)).next()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void aRestoreIsDoneWhenItIsAsItWasBefore() {
        Intent called = intent(7, Action.RESTORE, DEMAND, State.CALLED, THREE);
        Sight other = new Sight.Seen(Optional.of(new Observation(3, 0, 0, false, "{\"accelerator\":\"A100\"}")));

        assertThat(given(called).sees(UP).next()).isInstanceOf(Step.Finish.class);
        assertThat(given(called).asked().sees(seen(2, 1, 0, false)).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(other).next()).isInstanceOf(Step.Wait.class);
        assertThat(given(called).asked().sees(GONE).next()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void demandBetweenCallAndVerificationBringsItBack() {
        assertThat(given(called(Action.SCALE_TO_ZERO)).sees(ZERO).demand().next())
                .isInstanceOfSatisfying(
                        Step.Undo.class, step -> assertThat(step.why()).contains("demand in the minute of " + MARKED));
        assertThat(given(called(Action.DELETE)).sees(GONE).demand().next()).isInstanceOf(Step.Undo.class);
        assertThat(given(called(Action.SCALE_TO_ZERO)).at(DEADLINE).demand().next())
                .as("it may yet obey")
                .isInstanceOf(Step.Undo.class);
        assertThat(given(intent(7, Action.SCALE_TO_ZERO, PERSON, State.CALLED, THREE))
                        .sees(ZERO)
                        .demand()
                        .next())
                .as("a person's word")
                .isInstanceOf(Step.Finish.class);
    }

    @Test
    void whatIsNotThereByItsDeadlineHasFailed() {
        assertThat(given(called(Action.SCALE_TO_ZERO)).at(DEADLINE).next())
                .isEqualTo(new Step.Fail("not there by " + DEADLINE + ": 3 ready, 0 starting, 0 on standby"));
        assertThat(given(called(Action.SCALE_TO_ZERO)).at(DEADLINE).sees(ZERO).next())
                .as("late, but there")
                .isInstanceOf(Step.Finish.class);
    }

    @Test
    void aLaterMarkEndsWhatIsUnderWay() {
        assertThat(given(called(Action.SCALE_TO_ZERO)).mark(8).sees(ZERO).next())
                .isEqualTo(new Step.Fail("mark 8 came while it was under way"));
        assertThat(given(called(Action.SCALE_TO_ZERO))
                        .mark(8)
                        .undoing()
                        .sees(ZERO)
                        .next())
                .isEqualTo(new Step.Settle("was undone under mark 8, because of demand"));
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "UNDONE", "ABANDONED", "FAILED"})
    void nothingComesAfterTheEnd(State end) {
        Given ended = given(intent(7, Action.SCALE_TO_ZERO, SWEEP, end, THREE));

        assertThatThrownBy(ended::next)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(end.name());
    }

    @Test
    void demandDoesNotUndoWhatAHardCapHolds() {
        Intent called = called(Action.SCALE_TO_ZERO);

        assertThat(new Given(called)
                        .sees(ZERO)
                        .demand()
                        .heldByCap(SOON.plusMillis(1))
                        .next())
                .isInstanceOf(Step.Finish.class);
        assertThat(new Given(called).sees(ZERO).demand().heldByCap(SOON).next()).isInstanceOf(Step.Undo.class);
    }

    @Test
    void aHardCapIsNoReasonToDeleteWhatRuns() {
        Given deletion = given(requested(Action.DELETE)).heldByCap(SOON.plusMillis(1));

        assertThat(deletion.sees(UP).next()).isInstanceOf(Step.Abandon.class);
        assertThat(deletion.sees(ZERO).demand().next()).isInstanceOf(Step.Abandon.class);
    }

    @Test
    void demandDoesNotUndoWhatAHardCapStops() {
        Intent called = intent(7, Action.SCALE_TO_ZERO, new Cause.Cap(MARKED), State.CALLED, THREE);

        assertThat(new Given(called).sees(ZERO).demand().next()).isInstanceOf(Step.Finish.class);
    }
}
