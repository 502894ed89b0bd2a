package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.SweepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A target that did what it was asked to when that counted as failed already. */
final class LateEnd {

    private LateEnd() {}

    /** Whether what a look shows may be a late end; only then are intents worth reading. */
    static boolean isPossible(SweepStatus status, Watched watched) {
        boolean isDeleted = watched.state().phase() == DeploymentState.Phase.DELETED;
        return switch (status.rung()) {
            case UP, WARNED -> isDeleted || (status.scaledDownAt() != null && isAtZero(watched));
            case AT_ZERO -> isDeleted || (status.scaledDownAt() != null && !isAtZero(watched));
            case GOING_TO_ZERO, BEING_DELETED, COMING_BACK, DELETED -> false;
        };
    }

    /**
     * The action that has failed and is done now.
     *
     * @param intents the latest first
     */
    static Optional<Intent> of(List<Intent> intents, Watched watched) {
        return intents.stream()
                .filter(intent -> intent.state() != State.ABANDONED)
                .findFirst()
                .filter(intent -> intent.state() == State.FAILED && intent.calledAt() != null)
                .filter(intent -> isDone(intent, watched));
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

    /** What becomes of it. */
    static Intent done(Intent failed, Watched watched, Instant now) {
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
