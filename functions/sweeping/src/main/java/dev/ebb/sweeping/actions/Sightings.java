package dev.ebb.sweeping.actions;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.actions.Situation.Sight;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads what a step rests on, and asks the target. */
final class Sightings {

    /** No sweep marks a deployment that it knows to have been in demand this shortly before. */
    private static final Duration SURELY_QUIET = Duration.ofMinutes(5);

    /** How far back late reports are looked for. */
    private static final Duration FARTHEST = Duration.ofDays(1);

    private final Executing parts;

    Sightings(Executing parts) {
        this.parts = parts;
    }

    /** @param answered what the target has just said instead of taking a call */
    Situation situation(Intent intent, boolean asked, Optional<Sight> answered, Instant now, Deadline deadline) {
        DeploymentId deployment = intent.id().deployment();
        SweepStore.Kept kept = parts.store().kept(deployment, deadline);
        SweepStatus status = kept.status()
                .orElseThrow(() -> new IllegalStateException(intent.id() + " is marked, but there is no status"));
        Instant since = quietSince(intent, status);
        Optional<Watched> watched = parts.fleet().watch(deployment, since, now, deadline);
        return new Situation(
                now,
                intent,
                status,
                parts.safety().state(deadline).held(),
                kept.pin(),
                watched.flatMap(found -> parts.permission().refusal(intent, status, found, now, deadline)),
                Guards.takesAway(intent.id().action())
                        ? Optional.empty()
                        : parts.caps().acting(deployment.account(), now, deadline),
                watched.flatMap(found -> demand(found.minutes(), since)),
                isBeingUndone(intent, status, deadline),
                asked,
                answered.orElseGet(() -> look(deployment, watched, now)));
    }

    /** Asks for the action; what the target said, if that was no. */
    Optional<Sight> ask(Situation situation, Instant now, Deadline deadline) {
        Intent intent = situation.intent();
        DeploymentId deployment = intent.id().deployment();
        try {
            Target target = parts.targets().of(announced(parts.fleet().watch(deployment, now, now, deadline)));
            switch (intent.id().action()) {
                case SCALE_TO_ZERO, SCALE, WAKE -> target.scale(intent);
                case DELETE -> target.delete(intent);
                case RESTORE ->
                    target.restore(
                            intent, Saved.parse(String.valueOf(intent.saved())).configuration());
                case WARN -> throw new TargetException("a warning is nothing that a target does", false);
            }
            return Optional.empty();
        } catch (TargetException refused) {
            return Optional.of(unseen(refused));
        }
    }

    private boolean isBeingUndone(Intent intent, SweepStatus status, Deadline deadline) {
        return status.mark() != intent.id().mark()
                && parts.store()
                        .intent(Execution.undoing(intent.id()), deadline)
                        .filter(next -> next.cause() instanceof Intent.Cause.Demand)
                        .isPresent();
    }

    long pinRevision(DeploymentId deployment, Deadline deadline) {
        return parts.store().kept(deployment, deadline).pinRevision();
    }

    String targetName(DeploymentId deployment, Instant now, Deadline deadline) {
        return parts.targets().name(announced(parts.fleet().watch(deployment, now, now, deadline)));
    }

    private Sight look(DeploymentId deployment, Optional<Watched> watched, Instant now) {
        try {
            return new Sight.Seen(parts.targets().of(announced(watched)).observe(deployment, now));
        } catch (TargetException unclear) {
            return unseen(unclear);
        }
    }

    /** What is known now of a minute after this was reported after the mark, for till then it counted as quiet. */
    private static Instant quietSince(Intent intent, SweepStatus status) {
        Instant surely = intent.markedAt().minus(SURELY_QUIET);
        Instant farthest = intent.markedAt().minus(FARTHEST);
        Instant judged = Optional.ofNullable(status.idleSince()).orElse(surely);
        return judged.isAfter(surely) ? surely : judged.isBefore(farthest) ? farthest : judged;
    }

    private static Sight unseen(TargetException exception) {
        return new Sight.Unseen(String.valueOf(exception.getMessage()), exception.isPassing());
    }

    private static Optional<String> announced(Optional<Watched> watched) {
        return watched.map(found -> found.state().configuration().target());
    }

    private static Optional<Instant> demand(ActivityMinutes minutes, Instant since) {
        return minutes.lastDemand(minutes.end()).stream()
                .mapToObj(ActivityMinutes::startOf)
                .filter(minute -> !minute.isBefore(since))
                .findFirst();
    }
}
