package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.sweeping.SweepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A deployment of an account with a hard cap.
 *
 * @param stopWithin how long its target may take to stop it
 */
record CapMember(CapTarget target, Duration stopWithin, Standing standing) {

    /** What a cap can do about it. */
    sealed interface Standing {
        /** It can be stopped, if anything of it runs. */
        record Free() implements Standing {}

        /** Something keeps it from being stopped. */
        record Held(String by) implements Standing {}

        /** A cap is stopping it, or has: nothing of it runs from then on. */
        record Stopping(Instant until) implements Standing {}
    }

    /**
     * What its status says.
     *
     * @param held what keeps a cap from stopping it
     */
    static CapMember of(
            CapTarget target, SweepStatus status, Duration stopWithin, Optional<String> held, Instant now) {
        Standing otherwise = held.<Standing>map(Standing.Held::new).orElseGet(Standing.Free::new);
        Standing standing = isHeldByCap(status, now)
                ? switch (status.rung()) {
                    case GOING_TO_ZERO, BEING_DELETED -> underWay(status, stopWithin, now);
                    case AT_ZERO, DELETED -> target.isUp() ? otherwise : stopped(status, stopWithin);
                    case UP, WARNED, COMING_BACK -> otherwise;
                }
                : otherwise;
        return new CapMember(target, stopWithin, standing);
    }

    static boolean isHeldByCap(SweepStatus status, Instant now) {
        Instant until = status.heldByCap();
        return until != null && now.isBefore(until);
    }

    /** Whoever executes it decides what becomes of it after its time. */
    private static Standing underWay(SweepStatus status, Duration stopWithin, Instant now) {
        Instant until = status.rungSince().plus(stopWithin);
        return now.isBefore(until)
                ? new Standing.Stopping(until)
                : new Standing.Held("a stop that was to be done by " + until);
    }

    private static Standing stopped(SweepStatus status, Duration stopWithin) {
        Instant marked = Objects.requireNonNullElse(status.scaledDownAt(), status.rungSince());
        return new Standing.Stopping(marked.plus(stopWithin));
    }

    /** Whether a cap can stop it now. */
    boolean isVictim() {
        return target.isUp() && standing instanceof Standing.Free;
    }

    /** The same, being stopped from an instant on. */
    CapMember stoppedFrom(Instant now) {
        return new CapMember(target, stopWithin, new Standing.Stopping(now.plus(stopWithin)));
    }
}
