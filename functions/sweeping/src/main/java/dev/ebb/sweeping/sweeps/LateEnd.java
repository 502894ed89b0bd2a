package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.ActionQueue.QueueUnavailableException;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A target that did what it was asked to when that counted as failed already. It counts as the target's doing if it was
 * done within an hour of the deadline, and, where something was stopped, if nobody is known to have asked for it since the
 * mark: what somebody else did is not claimed.
 *
 * <p>First the end is written, then it is handed on to whoever tells the bus, then the look is concluded, which moves the
 * rung: until that is written each look hands it on again, and the event that is told is the same each time.
 */
final class LateEnd {

    private static final Duration WITHIN = Duration.ofHours(1);

    private final SweepStore store;
    private final ActionQueue queue;

    LateEnd(SweepStore store, ActionQueue queue) {
        this.store = store;
        this.queue = queue;
    }

    /**
     * What had failed, and was done after all: it is no error any more, and whoever listens on the bus is told.
     *
     * @throws QueueUnavailableException if it can't be handed on now; the look must not be concluded then
     */
    void tell(Concluding.Decided decided, LegTally tally, Deadline deadline) {
        Watched watched = decided.seen().watched();
        Instant now = decided.look().now();
        if (!isPossible(decided.seen().status(), watched)) {
            return;
        }
        List<Intent> intents = store.intents(watched.id(), Saved.MOST_INTENTS, deadline);
        Optional<Intent> last = intents.stream()
                .filter(intent -> intent.state() != State.ABANDONED)
                .findFirst()
                .filter(intent -> intent.calledAt() != null)
                .filter(intent -> isDone(intent, watched));
        if (last.filter(LateEnd::wasWritten).isPresent()) {
            queue.send(last.get().id());
        } else if (last.filter(intent -> isOwn(intent, watched, now)).isPresent()) {
            end(last.get(), watched, now, tally, deadline);
        }
    }

    private void end(Intent failed, Watched watched, Instant now, LegTally tally, Deadline deadline) {
        if (store.advance(failed, done(failed, watched, now), Optional.empty(), Optional.empty(), deadline)) {
            tally.acted(failed.id().action().name(), "done late");
            queue.send(failed.id());
        }
    }

    /** Whether what a look shows may be a late end; only then are intents worth reading. */
    private static boolean isPossible(SweepStatus status, Watched watched) {
        boolean isDeleted = watched.state().phase() == DeploymentState.Phase.DELETED;
        return switch (status.rung()) {
            case UP, WARNED -> isDeleted || (status.scaledDownAt() != null && isAtZero(watched));
            case AT_ZERO -> isDeleted || (status.scaledDownAt() != null && !isAtZero(watched));
            case GOING_TO_ZERO, BEING_DELETED, COMING_BACK, DELETED -> false;
        };
    }

    private static boolean isDone(Intent intent, Watched watched) {
        return switch (intent.id().action()) {
            case SCALE_TO_ZERO -> isAtZero(watched);
            case DELETE -> watched.state().phase() == DeploymentState.Phase.DELETED;
            case WAKE, RESTORE -> watched.state().readyReplicas() >= Math.max(1, intent.desiredReplicas());
            case WARN, SCALE -> false;
        };
    }

    private static boolean isAtZero(Watched watched) {
        return watched.state().readyReplicas() == 0 && watched.state().startingReplicas() == 0;
    }

    /** By a look that was not concluded, for the rung is the one before it. */
    private static boolean wasWritten(Intent intent) {
        Instant ended = intent.endedAt();
        return intent.state() == State.DONE && ended != null && ended.isAfter(intent.deadline());
    }

    /** Whether it may be taken for the target's doing. */
    private static boolean isOwn(Intent intent, Watched watched, Instant now) {
        Instant latest = intent.deadline().plus(WITHIN);
        return intent.state() == State.FAILED
                && switch (intent.id().action()) {
                    case SCALE_TO_ZERO ->
                        !watched.isAtZeroSince().orElse(now).isAfter(latest) && isUnasked(intent, watched);
                    case DELETE -> !now.isAfter(latest) && isUnasked(intent, watched);
                    case WAKE, RESTORE -> !watched.isUpSince().orElse(now).isAfter(latest);
                    case WARN, SCALE -> false;
                };
    }

    /** Whether it is known that nobody wanted it since the mark. */
    private static boolean isUnasked(Intent intent, Watched watched) {
        long mark = ActivityMinutes.minuteOf(intent.markedAt());
        return watched.minutes().first() <= mark
                && watched.minutes().firstDemand(mark).isEmpty();
    }

    private static Intent done(Intent failed, Watched watched, Instant now) {
        String since = watched.isAtZeroSince()
                .or(watched::isUpSince)
                .map(instant -> " since " + instant)
                .orElse("");
        return failed.ended(
                State.DONE,
                now,
                "done late" + since + ", to be done by " + failed.deadline() + "; had counted as failed: "
                        + failed.outcome());
    }
}
