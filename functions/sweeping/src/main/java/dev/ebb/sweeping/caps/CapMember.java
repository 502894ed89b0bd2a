package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.sweeping.Intent;
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
     * What its status and its last action say.
     *
     * @param last what was marked last, if anything was
     * @param events how long the events of its stop may take: before that nobody can say that it has not stopped
     * @param held what keeps a cap from stopping it
     */
    static CapMember of(
            CapTarget target,
            SweepStatus status,
            Optional<Intent> last,
            Duration stopWithin,
            Duration events,
            Optional<String> held,
            Instant now) {
        Standing otherwise = held.<Standing>map(Standing.Held::new).orElseGet(Standing.Free::new);
        Standing standing = isHeldByCap(status, now)
                ? switch (status.rung()) {
                    case GOING_TO_ZERO, BEING_DELETED ->
                        last.map(intent -> underWay(intent, events, now)).orElse(otherwise);
                    case AT_ZERO, DELETED -> target.isUp() ? otherwise : stopped(status, stopWithin);
                    case UP, WARNED ->
                        last.flatMap(intent -> failed(intent, target.isUp(), events, now))
                                .orElse(otherwise);
                    case COMING_BACK -> otherwise;
                }
                : otherwise;
        return new CapMember(target, stopWithin, standing);
    }

    static boolean isHeldByCap(SweepStatus status, Instant now) {
        Instant until = status.heldByCap();
        return until != null && now.isBefore(until);
    }

    /** Whoever executes it decides what becomes of it after its time. */
    private static Standing underWay(Intent intent, Duration events, Instant now) {
        return now.isBefore(heardOf(intent, events))
                ? new Standing.Stopping(intent.deadline())
                : new Standing.Held("a stop that was to be done by " + intent.deadline() + " and has not ended");
    }

    /** What failed late may yet be heard of; what is up all the same is held back for a while, and said, and then tried again. */
    private static Optional<Standing> failed(Intent intent, boolean isUp, Duration events, Instant now) {
        if (isLate(intent) && (!isUp || now.isBefore(heardOf(intent, events)))) {
            return Optional.of(new Standing.Stopping(intent.deadline()));
        }
        Instant ended = intent.endedAt();
        boolean justFailed = intent.state() == Intent.State.FAILED
                && ended != null
                && now.isBefore((isLate(intent) ? heardOf(intent, events) : ended).plus(events));
        return justFailed && isUp
                ? Optional.of(new Standing.Held("a stop that failed: " + intent.outcome()))
                : Optional.empty();
    }

    /** Whether a target took it, and was not seen to have done it by then. */
    private static boolean isLate(Intent intent) {
        Instant ended = intent.endedAt();
        return switch (intent.id().action()) {
            case SCALE_TO_ZERO, DELETE ->
                intent.state() == Intent.State.FAILED && ended != null && !ended.isBefore(intent.deadline());
            case WARN, WAKE, SCALE, RESTORE -> false;
        };
    }

    private static Instant heardOf(Intent intent, Duration events) {
        return intent.deadline().plus(events);
    }

    private static Standing stopped(SweepStatus status, Duration stopWithin) {
        Instant marked = Objects.requireNonNullElse(status.scaledDownAt(), status.rungSince());
        return new Standing.Stopping(marked.plus(stopWithin));
    }

    /** The same, being stopped from an instant on. */
    CapMember stoppedFrom(Instant now) {
        return new CapMember(target, stopWithin, new Standing.Stopping(now.plus(stopWithin)));
    }
}
