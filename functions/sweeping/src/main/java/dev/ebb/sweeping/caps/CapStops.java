package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.caps.CapReader.Seen;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Marks what a cap stops, and hands it on. What its target was asked to stop already is not marked again: from now on it
 * stays at zero, whatever is asked of it. What was only marked as idle can still be given up, so the cap marks it anew.
 */
final class CapStops {

    private final SweepStore store;
    private final ActionQueue queue;

    CapStops(SweepStore store, ActionQueue queue) {
        this.store = store;
        this.queue = queue;
    }

    /** Whether the stop stands; if not, something has changed since it was read. */
    boolean stop(Seen seen, CapFigures figures, Instant sweep, Deadline deadline) {
        Optional<Intent> begun = seen.last().filter(intent -> intent.state() == Intent.State.CALLED);
        return switch (seen.status().rung()) {
            case GOING_TO_ZERO, BEING_DELETED ->
                begun.isPresent()
                        ? join(seen, begun.get(), figures, sweep, deadline)
                        : mark(seen, figures, sweep, deadline);
            case UP, WARNED, AT_ZERO, DELETED, COMING_BACK -> mark(seen, figures, sweep, deadline);
        };
    }

    private boolean join(Seen seen, Intent begun, CapFigures figures, Instant sweep, Deadline deadline) {
        SweepStatus before = seen.status();
        Conclusion conclusion = new Conclusion(
                sweep,
                before,
                before.withHold(figures.period().to()),
                Optional.empty(),
                Optional.of(begun.deadline()),
                Optional.empty());
        return store.conclude(conclusion, deadline) instanceof Concluded.Written;
    }

    private boolean mark(Seen seen, CapFigures figures, Instant sweep, Deadline deadline) {
        Instant now = figures.asOf();
        SweepStatus after = seen.status().withHold(figures.period().to()).goingToZero(now);
        Intent intent = intent(seen, figures, sweep, after.mark());
        Marking marking = new Marking(intent, Optional.empty(), seen.policyVersions(), seen.pinRevision(), List.of());
        Conclusion conclusion = new Conclusion(
                sweep, seen.status(), after, Optional.empty(), Optional.of(intent.deadline()), Optional.of(marking));
        return switch (store.conclude(conclusion, deadline)) {
            case Concluded.Written ignored -> handedOn(intent);
            case Concluded.Repeated ignored -> handedOn(intent);
            case Concluded.Overtaken ignored -> false;
            case Concluded.Exhausted exhausted ->
                throw new IllegalStateException("a cap has no limits: " + exhausted.counter());
        };
    }

    private boolean handedOn(Intent intent) {
        queue.send(intent.id());
        return true;
    }

    private static Intent intent(Seen seen, CapFigures figures, Instant sweep, long mark) {
        Instant now = figures.asOf();
        return Intent.requested(
                new ActionId(seen.status().deployment(), mark, Action.SCALE_TO_ZERO),
                new Intent.Cause.Cap(sweep),
                0,
                now,
                now.plus(seen.member().stopWithin()),
                "the hard cap of " + CapWording.amount(figures, figures.cap()) + " for "
                        + figures.period().month() + ": at most " + CapWording.amount(figures, figures.accrued())
                        + " have accrued, and what runs could pass it before it is stopped",
                "{}");
    }

    /** What was marked and never begun: its order may have been lost. */
    void handOnAgain(Seen seen) {
        seen.last()
                .filter(intent -> intent.state() == Intent.State.REQUESTED)
                .ifPresent(intent -> queue.send(intent.id()));
    }
}
