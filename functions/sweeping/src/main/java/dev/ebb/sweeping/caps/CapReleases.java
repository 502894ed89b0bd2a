package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CappedAccounts.Capped;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.LiveMeters;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets go of what caps hold, when somebody has set the budget anew since: then demand may wake it. */
final class CapReleases {

    private final LiveMeters meters;
    private final SweepStore store;
    private final CapRecords records;

    CapReleases(LiveMeters meters, SweepStore store, CapRecords records) {
        this.meters = meters;
        this.store = store;
        this.records = records;
    }

    /** What is on record then. What changes while it is let go of is let go of by the next look. */
    CapRecords.State release(Capped capped, Instant sweep, Instant now, Deadline deadline) {
        CapRecords.State before = records.state(capped.account(), deadline);
        if (!capped.setAt().isAfter(before.released())) {
            return before;
        }
        List<DeploymentId> released = new ArrayList<>();
        for (FleetMember member : meters.fleet(capped.account(), deadline)) {
            Optional<SweepStatus> held = store.kept(member.id(), deadline)
                    .status()
                    .filter(status -> CapMember.isHeldByCap(status, now) && isBefore(status, capped.setAt()));
            if (held.isPresent()) {
                if (!(store.conclude(free(held.get(), sweep, now), deadline) instanceof Concluded.Written)) {
                    return before;
                }
                released.add(member.id());
            }
        }
        List<DeploymentId> named =
                released.stream().limit(CapRecords.MOST_NAMED).toList();
        String what = "budget set at " + capped.setAt() + ": hard cap holds " + released.size() + " less";
        CapRecords.State after = before.released(capped.setAt());
        return records.keep(capped.account(), after, named, what, now, deadline) ? after : before;
    }

    /** What a cap has held since then, it holds by what was set. */
    private static boolean isBefore(SweepStatus status, Instant setAt) {
        Instant marked = status.scaledDownAt();
        return !status.rungSince().isAfter(setAt) || (marked != null && !marked.isAfter(setAt));
    }

    private static Conclusion free(SweepStatus status, Instant sweep, Instant now) {
        return new Conclusion(
                sweep, status, status.withHold(null), Optional.empty(), Optional.of(now), Optional.empty());
    }
}
