package dev.ebb.sweeping.actions;

import static dev.ebb.sweeping.actions.TestIntents.MARKED;
import static dev.ebb.sweeping.actions.TestIntents.SWEEP;
import static dev.ebb.sweeping.actions.TestIntents.THREE;
import static dev.ebb.sweeping.actions.TestIntents.intent;
import static dev.ebb.sweeping.actions.TestIntents.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AftermathTests {

    private static final Instant ENDED = MARKED.plusSeconds(60);
    private static final Instant DOWN = MARKED.minus(Duration.ofMinutes(20));

    private static Optional<SweepStatus> after(Action action, Cause cause, State end, SweepStatus before) {
        return Aftermath.of(intent(7, action, cause, end, THREE), before, ENDED);
    }

    @ParameterizedTest
    @CsvSource({
        "SCALE_TO_ZERO, DONE, AT_ZERO",
        "SCALE_TO_ZERO, FAILED, WARNED",
        "SCALE_TO_ZERO, ABANDONED, UP",
        "DELETE, DONE, DELETED",
        "DELETE, FAILED, AT_ZERO",
        "DELETE, ABANDONED, AT_ZERO",
        "WAKE, DONE, UP",
        "WAKE, FAILED, AT_ZERO",
        "RESTORE, DONE, UP",
        "RESTORE, FAILED, AT_ZERO",
        "SCALE, DONE, UP",
        "SCALE, ABANDONED, UP"
    })
    void theRungFollowsTheEnd(Action action, State end, Rung rung) {
        SweepStatus after =
                after(action, SWEEP, end, status(7, Rung.COMING_BACK, DOWN, 0)).orElseThrow();

        assertThat(after.rung()).isEqualTo(rung);
        assertThat(after.rungSince()).isEqualTo(ENDED);
        assertThat(after.revision()).isEqualTo(13);
        assertThat(after.mark()).isEqualTo(7);
    }

    @Test
    void whoWasNotWarnedDoesNotCountAsWarned() {
        assertThat(after(
                        Action.SCALE_TO_ZERO,
                        new Cause.Person("ann"),
                        State.FAILED,
                        status(7, Rung.GOING_TO_ZERO, null, 0)))
                .get()
                .extracting(SweepStatus::rung)
                .isEqualTo(Rung.UP);
    }

    @Test
    void aStatusWithALaterMarkIsLeftAlone() {
        assertThat(after(Action.SCALE_TO_ZERO, SWEEP, State.DONE, status(8, Rung.COMING_BACK, null, 0)))
                .isEmpty();
        assertThat(after(Action.SCALE_TO_ZERO, SWEEP, State.UNDONE, status(7, Rung.GOING_TO_ZERO, null, 0)))
                .isEmpty();
    }

    @Test
    void whatMayYetGoToZeroIsKnownAsEbbsDoing() {
        SweepStatus before = status(7, Rung.GOING_TO_ZERO, null, 0);

        assertThat(after(Action.SCALE_TO_ZERO, SWEEP, State.DONE, before)
                        .orElseThrow()
                        .scaledDownAt())
                .isEqualTo(MARKED);
        assertThat(after(Action.SCALE_TO_ZERO, SWEEP, State.FAILED, before)
                        .orElseThrow()
                        .scaledDownAt())
                .isEqualTo(MARKED);
        assertThat(after(Action.SCALE_TO_ZERO, SWEEP, State.ABANDONED, before)
                        .orElseThrow()
                        .scaledDownAt())
                .isNull();
    }

    @Test
    void comingBackBecauseItWasWantedMovesTheDamping() {
        SweepStatus before = status(7, Rung.COMING_BACK, DOWN, 1);
        Cause demand = new Cause.Demand(MARKED);

        assertThat(damping(after(Action.WAKE, SWEEP, State.DONE, before))).isEqualTo(2);
        assertThat(damping(after(Action.RESTORE, demand, State.DONE, before))).isEqualTo(2);
        assertThat(damping(after(Action.RESTORE, new Cause.Person("ann"), State.DONE, before)))
                .isEqualTo(1);
        assertThat(damping(after(Action.WAKE, SWEEP, State.FAILED, before))).isEqualTo(1);
        assertThat(damping(after(
                        Action.WAKE,
                        SWEEP,
                        State.DONE,
                        status(7, Rung.COMING_BACK, MARKED.minus(Duration.ofMinutes(61)), 1))))
                .as("more than an hour later: no regret")
                .isZero();
        assertThat(damping(after(Action.WAKE, SWEEP, State.DONE, status(7, Rung.COMING_BACK, null, 1))))
                .as("never taken down by Ebb")
                .isEqualTo(1);
    }

    private static int damping(Optional<SweepStatus> status) {
        return status.orElseThrow().damping();
    }

    @Test
    void aCapHoldsWhatItStoppedAndNotWhatItGaveUp() {
        Instant december = Instant.parse("2026-12-01T00:00:00Z");
        SweepStatus before = status(7, Rung.GOING_TO_ZERO, null, 0).withHold(december);
        Cause cap = new Cause.Cap(MARKED);

        assertThat(after(Action.SCALE_TO_ZERO, cap, State.DONE, before)
                        .orElseThrow()
                        .heldByCap())
                .isEqualTo(december);
        assertThat(after(Action.SCALE_TO_ZERO, cap, State.FAILED, before)
                        .orElseThrow()
                        .heldByCap())
                .isEqualTo(december);
        assertThat(after(Action.SCALE_TO_ZERO, cap, State.ABANDONED, before)
                        .orElseThrow()
                        .heldByCap())
                .isNull();
    }
}
