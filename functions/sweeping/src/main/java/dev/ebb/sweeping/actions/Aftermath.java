package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.Cause;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.rules.Damping;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the end of an action makes of its deployment's status. */
final class Aftermath {

    private Aftermath() {}

    /**
     * The status after it; empty if a later mark has made it somebody else's.
     *
     * @param ended in a final state
     */
    static Optional<SweepStatus> of(Intent ended, SweepStatus before, Instant now) {
        if (before.mark() != ended.id().mark() || ended.state() == State.UNDONE) {
            return Optional.empty();
        }
        Rung rung = ended.state() == State.DONE ? rungAfter(ended) : rungWithout(ended);
        return Optional.of(before.moved(
                before.mark(),
                rung,
                rung == before.rung() ? before.rungSince() : now,
                scaledDownAt(ended, before),
                isReturn(ended) ? damped(ended, before) : before.damping(),
                heldByCap(ended, before)));
    }

    /** What a cap has not stopped it does not hold either. */
    private static @Nullable Instant heldByCap(Intent ended, SweepStatus before) {
        return ended.state() == State.ABANDONED && ended.cause() instanceof Cause.Cap ? null : before.heldByCap();
    }

    private static Rung rungAfter(Intent done) {
        return switch (done.id().action()) {
            case WARN -> Rung.WARNED;
            case SCALE_TO_ZERO -> Rung.AT_ZERO;
            case DELETE -> Rung.DELETED;
            case WAKE, SCALE, RESTORE -> done.desiredReplicas() == 0 ? Rung.AT_ZERO : Rung.UP;
        };
    }

    /** What the target did not do may be asked for again; what was given up, for demand say, is warned about anew. */
    private static Rung rungWithout(Intent undone) {
        return switch (undone.id().action()) {
            case SCALE_TO_ZERO ->
                undone.state() == State.FAILED && undone.cause() instanceof Cause.Sweep ? Rung.WARNED : Rung.UP;
            case DELETE, WAKE, RESTORE -> Rung.AT_ZERO;
            case WARN, SCALE -> Rung.UP;
        };
    }

    /**
     * From the mark on, not from the verification: a request of the time between them that is reported late has to wake
     * it. Where the target did not obey in time it may yet.
     */
    private static @Nullable Instant scaledDownAt(Intent ended, SweepStatus before) {
        boolean over = ended.state() == State.DONE || ended.state() == State.FAILED;
        boolean called = over && ended.calledAt() != null;
        return called && ended.id().action() == Action.SCALE_TO_ZERO ? ended.markedAt() : before.scaledDownAt();
    }

    /** Whether it came back because it was wanted. */
    private static boolean isReturn(Intent ended) {
        return ended.state() == State.DONE
                && switch (ended.id().action()) {
                    case WAKE -> true;
                    case RESTORE -> ended.cause() instanceof Cause.Demand;
                    case WARN, SCALE_TO_ZERO, SCALE, DELETE -> false;
                };
    }

    private static int damped(Intent ended, SweepStatus before) {
        Instant down = before.scaledDownAt();
        return down == null
                ? before.damping()
                : Damping.after(before.damping(), Damping.isRegret(down, ended.markedAt()));
    }
}
