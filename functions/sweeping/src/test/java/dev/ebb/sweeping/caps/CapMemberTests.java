package dev.ebb.sweeping.caps;

import static dev.ebb.sweeping.actions.TestIntents.DEADLINE;
import static dev.ebb.sweeping.actions.TestIntents.LLAMA;
import static dev.ebb.sweeping.actions.TestIntents.MARKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.TestIntents;
import dev.ebb.sweeping.caps.CapMember.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Marked at 10:00, to be done by 10:05, and heard of by 10:10. */
class CapMemberTests {

    private static final Duration FIVE = Duration.ofMinutes(5);
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Standing FREE = new Standing.Free();

    private static Standing standing(Rung rung, boolean held, State state, boolean up, Instant now) {
        CapTarget target = new CapTarget(LLAMA, Fraction.of(up ? 8 : 0), Fraction.of(16), 0, false, true);
        SweepStatus status = TestIntents.status(7, rung, MARKED, 0);
        Intent last =
                TestIntents.intent(7, Action.SCALE_TO_ZERO, new Intent.Cause.Cap(MARKED), state, TestIntents.THREE);
        Intent ended = state == State.FAILED ? at(last, DEADLINE) : last;
        return CapMember.of(
                        target,
                        held ? status.withHold(DECEMBER) : status,
                        Optional.of(ended),
                        FIVE,
                        FIVE,
                        Optional.empty(),
                        now)
                .standing();
    }

    private static Intent at(Intent intent, Instant endedAt) {
        return new Intent(
                intent.id(),
                intent.revision(),
                intent.cause(),
                intent.desiredReplicas(),
                intent.markedAt(),
                intent.deadline(),
                intent.reason(),
                intent.evidence(),
                intent.dryRun(),
                intent.state(),
                intent.saved(),
                intent.calledAt(),
                endedAt,
                intent.outcome(),
                intent.replacedBy());
    }

    @Test
    void whatACapStopsIsLeftAloneUntilItsStopMustHaveBeenHeardOf() {
        Instant justBefore = DEADLINE.plus(FIVE).minusMillis(1);

        assertThat(standing(Rung.GOING_TO_ZERO, true, State.CALLED, true, justBefore))
                .isEqualTo(new Standing.Stopping(DEADLINE));
        assertThat(standing(Rung.GOING_TO_ZERO, true, State.CALLED, true, DEADLINE.plus(FIVE)))
                .isInstanceOf(Standing.Held.class);
        assertThat(standing(Rung.UP, true, State.FAILED, true, justBefore)).isEqualTo(new Standing.Stopping(DEADLINE));
        assertThat(standing(Rung.UP, true, State.FAILED, false, DEADLINE.plus(FIVE)))
                .isEqualTo(new Standing.Stopping(DEADLINE));
    }

    @Test
    void aStopThatFailedIsSaidBeforeItIsTriedAgain() {
        Instant heardOf = DEADLINE.plus(FIVE);

        assertThat(standing(Rung.UP, true, State.FAILED, true, heardOf)).isInstanceOf(Standing.Held.class);
        assertThat(standing(Rung.UP, true, State.FAILED, true, heardOf.plus(FIVE)))
                .isEqualTo(FREE);
    }

    @Test
    void aStopThatWasRefusedAtOnceIsSaidAndNotTriedEveryMinute() {
        Instant refusedAt = MARKED.plusSeconds(1);

        assertThat(refused(refusedAt, refusedAt)).isInstanceOf(Standing.Held.class);
        assertThat(refused(refusedAt, refusedAt.plus(FIVE))).isEqualTo(FREE);
    }

    private static Standing refused(Instant refusedAt, Instant now) {
        Intent last = TestIntents.intent(
                7, Action.SCALE_TO_ZERO, new Intent.Cause.Cap(MARKED), State.FAILED, TestIntents.THREE);
        return CapMember.of(
                        new CapTarget(LLAMA, Fraction.of(8), Fraction.of(16), 0, false, true),
                        TestIntents.status(7, Rung.UP, MARKED, 0).withHold(DECEMBER),
                        Optional.of(at(last, refusedAt)),
                        FIVE,
                        FIVE,
                        Optional.empty(),
                        now)
                .standing();
    }

    @Test
    void whatSomebodyElseTakesToZeroIsNotTheCapsYet() {
        assertThat(standing(Rung.GOING_TO_ZERO, false, State.CALLED, true, MARKED))
                .isEqualTo(FREE);
        assertThat(standing(Rung.AT_ZERO, false, State.DONE, false, MARKED)).isEqualTo(FREE);
    }

    @Test
    void whatACapStoppedCountsUntilItsTimeAndAgainOnceItRuns() {
        assertThat(standing(Rung.AT_ZERO, true, State.DONE, false, DEADLINE))
                .isEqualTo(new Standing.Stopping(DEADLINE));
        assertThat(standing(Rung.AT_ZERO, true, State.DONE, true, DEADLINE)).isEqualTo(FREE);
        assertThat(standing(Rung.COMING_BACK, true, State.DONE, true, DEADLINE)).isEqualTo(FREE);
    }

    @Test
    void theHoldEndsWithThePeriod() {
        assertThat(standing(Rung.AT_ZERO, true, State.DONE, false, DECEMBER)).isEqualTo(FREE);
        assertThat(standing(Rung.AT_ZERO, true, State.DONE, false, DECEMBER.minusMillis(1)))
                .isEqualTo(new Standing.Stopping(DEADLINE));
    }
}
