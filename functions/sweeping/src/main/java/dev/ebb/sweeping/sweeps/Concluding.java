package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.ActionQueue.QueueUnavailableException;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.policy.Policy.Limits;
import dev.ebb.sweeping.rules.Ladder;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Step;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import dev.ebb.sweeping.sweeps.Warnings.NotToldException;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a decision what it says: a verdict on record, a warning told, an action marked and then handed on. What is
 * handed on has been marked; what was marked and not handed on is handed on by a later look.
 */
public final class Concluding {

    private static final String OWNER = "owner";

    private final SweepStore store;
    private final Warnings warnings;
    private final ActionQueue queue;
    private final LateEnd lateEnd;
    private final Function<Verdict, String> evidence;

    /** @param evidence a verdict's evidence as JSON text */
    public Concluding(SweepStore store, Warnings warnings, ActionQueue queue, Function<Verdict, String> evidence) {
        this.store = store;
        this.warnings = warnings;
        this.queue = queue;
        lateEnd = new LateEnd(store, queue);
        this.evidence = evidence;
    }

    /**
     * What is to be recorded.
     *
     * @param stack the limits of the stack's own policy
     * @param fleet how many deployments there are
     */
    record Decided(LookReader.Seen seen, Ladder.Look look, Decision decision, Instant sweep, Limits stack, long fleet) {

        DeploymentId id() {
            return seen.watched().id();
        }
    }

    Concluded conclude(Decided decided, LegTally tally, Deadline deadline) {
        lateEnd.tell(decided, tally, deadline);
        return switch (decided.decision().step()) {
            case Step.Nothing ignored -> {
                Concluded concluded = write(decided, decided.decision().after(), "", "", null, deadline);
                if (concluded instanceof Concluded.Written) {
                    judged(decided, tally);
                    handOnAgain(decided, tally, deadline);
                }
                yield concluded;
            }
            case Step.Held held -> {
                Concluded concluded =
                        write(decided, decided.decision().after(), held.action().name(), held.by(), null, deadline);
                if (concluded instanceof Concluded.Written) {
                    judged(decided, tally);
                    tally.acted(held.action().name(), "held");
                }
                yield concluded;
            }
            case Step.Act act ->
                act.action() == Action.WARN ? warn(decided, act, tally, deadline) : mark(decided, act, tally, deadline);
        };
    }

    /** Told first: a warning that is told twice is better than one that is on record and was never told. */
    private Concluded warn(Decided decided, Step.Act act, LegTally tally, Deadline deadline) {
        SweepStatus after = decided.decision().after();
        String receipt;
        try {
            receipt = warnings.tell(new Warning(
                    decided.id() + " warning " + after.revision(),
                    decided.id(),
                    owner(decided.seen().watched()),
                    decided.decision().sentence(),
                    decided.sweep()));
        } catch (NotToldException notTold) {
            Concluded concluded = write(
                    decided,
                    decided.seen().status().next(),
                    act.action().name(),
                    "not told: " + notTold.getMessage(),
                    null,
                    deadline);
            if (concluded instanceof Concluded.Written) {
                judged(decided, tally);
                tally.acted(act.action().name(), "failed");
            }
            return concluded;
        }
        // At zero there is one thing to warn of.
        boolean notice = after.rung() == SweepStatus.Rung.AT_ZERO;
        Concluded concluded = write(
                decided,
                notice ? after.withDeletionNotice(decided.look().now(), receipt) : after,
                act.action().name(),
                "",
                null,
                deadline);
        if (concluded instanceof Concluded.Written) {
            judged(decided, tally);
            tally.acted(act.action().name(), "told");
        }
        return concluded;
    }

    private Concluded mark(Decided decided, Step.Act act, LegTally tally, Deadline deadline) {
        SweepStatus after = decided.decision().after().marked();
        Intent intent = intent(decided, act, after.mark(), deadline);
        Marking marking = new Marking(
                intent,
                Optional.of(decided.seen().watched().stamp()),
                decided.seen().policy().versions(),
                decided.seen().kept().pinRevision(),
                Allowances.of(
                        act.action(),
                        decided.id().account(),
                        decided.stack(),
                        decided.seen().policy().policy().limits(),
                        decided.fleet(),
                        decided.sweep()));
        Concluded concluded =
                write(decided, after, act.action().name(), act.dryRun() ? "dry run" : "", marking, deadline);
        if (concluded instanceof Concluded.Written) {
            judged(decided, tally);
            tally.acted(act.action().name(), act.dryRun() ? "dry run" : "marked");
            if (!act.dryRun()) {
                handOn(intent.id(), tally);
            }
        }
        return concluded;
    }

    private Intent intent(Decided decided, Step.Act act, long mark, Deadline deadline) {
        Instant now = decided.look().now();
        boolean wake = act.action() == Action.WAKE;
        Intent intent = Intent.requested(
                new ActionId(decided.id(), mark, act.action()),
                wake ? new Intent.Cause.Demand(decided.sweep()) : new Intent.Cause.Sweep(decided.sweep()),
                wake ? replicasToWake(decided.id(), act.replicas(), deadline) : act.replicas(),
                now,
                now.plus(
                        wake
                                ? Intent.COMES_BACK_WITHIN
                                : decided.seen().policy().policy().stopWithin()),
                act.reason(),
                evidence.apply(decided.decision().verdict()));
        return act.dryRun() ? intent.asDryRun() : intent;
    }

    /** As many as there were, where that was saved. */
    private int replicasToWake(DeploymentId deployment, int least, Deadline deadline) {
        return Saved.before(store.intents(deployment, Saved.MOST_INTENTS, deadline))
                .map(saved -> Math.max(least, saved.replicas()))
                .orElse(least);
    }

    /** What was marked before and is not at its end, and what that undoes: their orders may have been lost. */
    private void handOnAgain(Decided decided, LegTally tally, Deadline deadline) {
        if (decided.seen().status().rung().isUnderWay()) {
            store.intents(decided.id(), 2, deadline).stream()
                    .filter(intent -> !intent.state().isFinal())
                    .forEach(intent -> handOn(intent.id(), tally));
        }
    }

    /** What the queue does not take now is handed on by the next look, which is soon, while it is under way. */
    private void handOn(ActionId id, LegTally tally) {
        try {
            queue.send(id);
        } catch (QueueUnavailableException notTaken) {
            tally.acted(id.action().name(), "not handed on");
        }
    }

    private Concluded write(
            Decided decided,
            SweepStatus after,
            String would,
            String held,
            @Nullable Marking marking,
            Deadline deadline) {
        Decision decision = decided.decision();
        RecordedVerdict verdict = new RecordedVerdict(
                decided.id(),
                decided.sweep(),
                decision.verdict().word(),
                decision.sentence(),
                would,
                held,
                evidence.apply(decision.verdict()));
        return store.conclude(
                new Conclusion(
                        decided.sweep(),
                        decided.seen().status(),
                        after,
                        Optional.of(verdict),
                        decision.dueAt(),
                        Optional.ofNullable(marking),
                        stamp(decided)),
                deadline);
    }

    /** Demand that comes while nothing is ready, or an action is under way, must not be passed over. */
    private static Optional<Watched.Stamp> stamp(Decided decided) {
        boolean underWay = decided.seen().status().rung().isUnderWay();
        Watched watched = decided.seen().watched();
        return underWay || watched.state().readyReplicas() == 0 ? Optional.of(watched.stamp()) : Optional.empty();
    }

    private static void judged(Decided decided, LegTally tally) {
        tally.judged(decided.decision().verdict().word());
        if (decided.decision().verdict() instanceof Verdict.Unknown
                && (decided.seen().status().revision() == 0
                        || decided.look().doubt().isPresent())) {
            tally.newcomer();
        }
    }

    private static String owner(Watched watched) {
        Map<String, String> labels = watched.state().configuration().labels();
        return labels == null ? "" : labels.getOrDefault(OWNER, "");
    }
}
