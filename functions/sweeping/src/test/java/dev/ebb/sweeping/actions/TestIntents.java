package dev.ebb.sweeping.actions;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Intents of one deployment, in a few words. */
public final class TestIntents {

    /** Whose they are. */
    public static final DeploymentId LLAMA = new DeploymentId("acme", "llama");

    /** When they are marked. */
    public static final Instant MARKED = Instant.parse("2026-11-15T10:00:00Z");

    /** Five minutes later. */
    public static final Instant DEADLINE = MARKED.plus(Duration.ofMinutes(5));

    /** A sweep's doing. */
    public static final Cause SWEEP = new Cause.Sweep(MARKED);

    /** What was saved of three replicas. */
    public static final Saved THREE = new Saved(3, "{\"accelerator\":\"H100\"}");

    private TestIntents() {}

    /** That a sweep wants under mark 7. */
    public static Intent requested(Action action) {
        return intent(7, action, SWEEP, State.REQUESTED, null);
    }

    /** That a sweep wanted under mark 7, and the target was called for, with three replicas saved. */
    public static Intent called(Action action) {
        return intent(7, action, SWEEP, State.CALLED, THREE);
    }

    /** Any; it desires no replicas, or three of what does not stop or delete. */
    public static Intent intent(long mark, Action action, Cause cause, State state, @Nullable Saved saved) {
        boolean takesAway = action == Action.SCALE_TO_ZERO || action == Action.DELETE;
        return new Intent(
                new ActionId(LLAMA, mark, action),
                1,
                cause,
                takesAway ? 0 : 3,
                MARKED,
                DEADLINE,
                "idle since 09:00",
                "{\"source\":\"events\"}",
                false,
                state,
                saved == null ? null : saved.text(),
                state == State.REQUESTED ? null : MARKED.plusSeconds(1),
                state.isFinal() ? MARKED.plusSeconds(60) : null,
                state.isFinal() ? "so it ended" : null,
                null);
    }

    /** The same, as a dry run. */
    public static Intent dryRun(Intent intent) {
        return new Intent(
                intent.id(),
                intent.revision(),
                intent.cause(),
                intent.desiredReplicas(),
                intent.markedAt(),
                intent.deadline(),
                intent.reason(),
                intent.evidence(),
                true,
                intent.state(),
                intent.saved(),
                intent.calledAt(),
                intent.endedAt(),
                intent.outcome(),
                intent.replacedBy());
    }

    /** A deployment's status under a mark. */
    public static SweepStatus status(long mark, SweepStatus.Rung rung, @Nullable Instant scaledDownAt, int damping) {
        Instant observed = MARKED.minus(Duration.ofDays(1));
        return new SweepStatus(
                LLAMA,
                12,
                observed,
                "digest",
                observed,
                null,
                null,
                rung,
                MARKED,
                mark,
                scaledDownAt,
                damping,
                null,
                null,
                null,
                null);
    }
}
