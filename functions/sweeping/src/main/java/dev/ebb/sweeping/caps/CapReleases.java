package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CappedAccounts.Capped;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.LiveMeters;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Conclusion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * What was let go of.
     *
     * @param state what is on record then
     * @param unread deployments that could not be read, and why
     */
    record Released(CapRecords.State state, Map<DeploymentId, String> unread) {}

    /**
     * What changes while it is let go of, or can't be read, is let go of by a later look; the others do not wait for it.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Released release(Capped capped, Instant sweep, Instant now, Deadline deadline) {
        CapRecords.State before = records.state(capped.account(), deadline);
        if (!capped.setAt().isAfter(before.released())) {
            return new Released(before, Map.of());
        }
        List<DeploymentId> released = new ArrayList<>();
        Map<DeploymentId, String> unread = new HashMap<>();
        boolean isOvertaken = false;
        for (FleetMember member : meters.fleet(capped.account(), deadline)) {
            try {
                Optional<SweepStatus> held = held(member.id(), capped.setAt(), now, deadline);
                if (held.isPresent()) {
                    boolean isFree =
                            store.conclude(free(held.get(), sweep, now), deadline) instanceof Concluded.Written;
                    isOvertaken |= !isFree;
                    released.add(member.id());
                }
            } catch (LedgerUnavailableException passing) {
                throw passing;
            } catch (RuntimeException failure) {
                unread.put(member.id(), failure.toString());
            }
        }
        return isOvertaken || !unread.isEmpty()
                ? new Released(before.unconfirmed(), unread)
                : new Released(keep(capped, before, released, now, deadline), unread);
    }

    private Optional<SweepStatus> held(DeploymentId id, Instant setAt, Instant now, Deadline deadline) {
        return store.kept(id, deadline)
                .status()
                .filter(status -> CapMember.isHeldByCap(status, now) && isBefore(status, setAt));
    }

    private CapRecords.State keep(
            Capped capped, CapRecords.State before, List<DeploymentId> released, Instant now, Deadline deadline) {
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
