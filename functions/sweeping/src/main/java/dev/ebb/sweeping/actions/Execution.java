package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.actions.Situation.Sight;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes an action from its intent to its end, a step at a time: look, decide, do. Whatever it is interrupted at, doing it
 * again goes on from what is written down. What must not be lost comes after the write that makes it due, and again with
 * each delivery of an action that has ended: the message that goes on, and the announcement.
 */
final class Execution {

    private static final int MOST_STEPS = 12;

    private final SweepStore store;
    private final Sightings sightings;
    private final ActionQueue queue;
    private final Announcer announcer;

    Execution(Executing parts) {
        store = parts.store();
        sightings = new Sightings(parts);
        queue = parts.queue();
        announcer = parts.announcer();
    }

    /**
     * Executes an action as far as it goes now.
     *
     * @param allowed what may be executed here
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Executed execute(ActionId id, Set<Action> allowed, Instant now, Deadline deadline) {
        if (!allowed.contains(id.action())) {
            return new Executed.Refused(id, "action: must be one of " + allowed + " here, is " + id.action());
        }
        Optional<Sight> answered = Optional.empty();
        boolean asked = false;
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<Intent> found = store.intent(id, deadline);
            if (found.isEmpty()) {
                return new Executed.Refused(id, "there is no such action");
            }
            Intent intent = found.get();
            if (intent.state().isFinal()) {
                return over(intent, now, deadline);
            }
            Situation situation = sightings.situation(intent, asked, answered, now, deadline);
            Step next = Progress.next(situation);
            if (next instanceof Step.Wait wait) {
                queue.send(id, wait.delay());
                return new Executed.Waiting(id, wait.delay(), wait.why());
            }
            if (next instanceof Step.Ask) {
                answered = sightings.ask(situation, now, deadline);
                asked = true;
            } else {
                write(next, situation, deadline);
            }
        }
        throw new LedgerUnavailableException(id + " changed faster than it could be read", null);
    }

    /** Each of these is under a condition; where that fails, what is read next says why. */
    private void write(Step step, Situation situation, Deadline deadline) {
        switch (step) {
            case Step.Abandon abandon -> end(situation, State.ABANDONED, abandon.why(), deadline);
            case Step.Finish finish -> end(situation, State.DONE, finish.outcome(), deadline);
            case Step.Settle settle -> end(situation, State.UNDONE, settle.outcome(), deadline);
            case Step.Fail fail -> end(situation, State.FAILED, fail.why(), deadline);
            case Step.Begin begin -> {
                Intent from = situation.intent();
                Intent to = from.called(begin.saved(), situation.now());
                store.advance(from, to, Optional.empty(), Optional.empty(), deadline);
            }
            case Step.Undo undo -> undo(situation, undo.why(), deadline);
            case Step.Ask ignored -> throw new IllegalArgumentException("step: must write, is " + step);
            case Step.Wait ignored -> throw new IllegalArgumentException("step: must write, is " + step);
        }
    }

    private void end(Situation situation, State state, String outcome, Deadline deadline) {
        Intent from = situation.intent();
        Instant now = situation.now();
        Intent to = from.ended(state, now, outcome);
        Optional<SweepStatus> status = Aftermath.of(to, situation.status(), now);
        store.advance(from, to, status, status.map(moved -> now), deadline);
    }

    private void undo(Situation situation, String why, Deadline deadline) {
        Intent taken = situation.intent();
        SweepStatus before = situation.status();
        Instant now = situation.now();
        DeploymentId deployment = taken.id().deployment();
        Saved saved = Saved.before(store.intents(deployment, Saved.MOST_INTENTS, deadline))
                .orElseThrow(() -> new IllegalStateException(taken.id() + " was called, but nothing was saved"));
        Saved wanted = new Saved(Math.max(1, saved.replicas()), saved.configuration());
        Intent restore = Intent.requested(
                        undoing(taken.id()),
                        new Intent.Cause.Demand(situation.demand().orElse(now)),
                        wanted.replicas(),
                        now,
                        now.plus(Intent.COMES_BACK_WITHIN),
                        why,
                        taken.evidence())
                .bringingBack(wanted);
        Instant down = taken.id().action() == Action.SCALE_TO_ZERO ? taken.markedAt() : before.scaledDownAt();
        long pinRevision = sightings.pinRevision(deployment, deadline);
        store.conclude(Marks.conclusion(restore, before, down, pinRevision), deadline);
    }

    /** The restore that undoes an action. */
    static ActionId undoing(ActionId id) {
        return new ActionId(id.deployment(), id.mark() + 1, Action.RESTORE);
    }

    private Executed over(Intent intent, Instant now, Deadline deadline) {
        if (intent.state() == State.UNDONE) {
            queue.send(undoing(intent.id()));
        }
        if (!intent.dryRun() && intent.state() != State.ABANDONED) {
            String target = sightings.targetName(intent.id().deployment(), now, deadline);
            announcer.announce(Announcement.ended(intent, target).map(List::of).orElse(List.of()));
        }
        return new Executed.Over(intent);
    }
}
