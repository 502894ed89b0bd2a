package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.caps.CapReader.Seen;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Keeps on record that a cap acts, so that Ebb does not ask for more with one hand while it stops with the other. What has
 * stopped something acts until the period's end or until the budget is set anew; what had to act and has stopped nothing,
 * because there was nothing, or its stops were overtaken or abandoned, only as long as it has to. A stop that is marked
 * and not begun may become either.
 */
final class CapBrake {

    private final CapRecords records;

    CapBrake(CapRecords records) {
        this.records = records;
    }

    /** Whether only the deployments themselves can tell if it may let go. */
    static boolean isUnconfirmed(CapRecords.State before) {
        return before.acting().isPresent() && !before.hasStopped();
    }

    /**
     * What is on record after it.
     *
     * @param seen the account's deployments as they were before this look stops any
     */
    CapRecords.State act(
            CapFigures figures,
            CapDecision decision,
            Collection<Seen> seen,
            CapRecords.State before,
            Deadline deadline) {
        if (!decision.mustAct() && seen.stream().noneMatch(Seen::isStopping)) {
            return release(figures, before, deadline);
        }
        ActingCap acting = new ActingCap(
                CapWording.amount(figures, figures.cap()), figures.period().to());
        boolean isKnown = before.acting().filter(acting::equals).isPresent();
        boolean hasStopped = seen.stream().anyMatch(Seen::isStopped) || (isKnown && before.hasStopped());
        return isKnown && hasStopped == before.hasStopped()
                ? before
                : keep(
                        figures,
                        before,
                        before.withActing(acting, hasStopped),
                        acting.words() + " acts: nothing is woken or scaled up before " + acting.until(),
                        deadline);
    }

    /** Lets go of what is not needed any more. */
    CapRecords.State release(CapFigures figures, CapRecords.State before, Deadline deadline) {
        Instant now = figures.asOf();
        boolean isOver = before.acting()
                .filter(acting -> !before.hasStopped() || !acting.holdsAt(now))
                .isPresent();
        return isOver
                ? keep(figures, before, before.withoutActing(), "the hard cap does not have to act any more", deadline)
                : before;
    }

    /** Where somebody else has written since, the next look does it. */
    private CapRecords.State keep(
            CapFigures figures, CapRecords.State before, CapRecords.State after, String what, Deadline deadline) {
        return records.keep(figures.account(), after, List.of(), what, figures.asOf(), deadline) ? after : before;
    }
}
