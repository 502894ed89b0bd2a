package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.caps.CapMember.Standing;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.PolicyDigest;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what a cap has to know of a deployment beside what it costs. */
final class CapReader {

    /** Enough to see demand that came since it was last found idle. */
    private static final Duration ACTIVITY = Duration.ofHours(1);

    private final FleetWatch fleet;
    private final SweepStore store;
    private final Duration events;

    /** @param events how long events may lag behind */
    CapReader(FleetWatch fleet, SweepStore store, Duration events) {
        this.fleet = fleet;
        this.store = store;
        this.events = events;
    }

    /** A deployment, as far as it could be read. */
    sealed interface Found {
        /** What is decided upon. */
        CapMember member();
    }

    /** A deployment that can't be read: it counts with what it costs, and can't be stopped. */
    record Unread(CapMember member, String why) implements Found {}

    /**
     * A deployment as it was read.
     *
     * @param status the one that stands, or its first
     * @param last what was marked last; only read of what a cap holds, and of what is on its way
     * @param policyVersions that its policy stands on
     */
    record Seen(
            CapMember member,
            SweepStatus status,
            Optional<Intent> last,
            long pinRevision,
            Map<String, Long> policyVersions)
            implements Found {

        /** Whether a cap has marked a stop that stands. */
        boolean isStopping() {
            return member.standing() instanceof Standing.Stopping;
        }

        /** Whether that stop is more than marked: until its target was called it may still be abandoned. */
        boolean isStopped() {
            return isStopping()
                    && last.filter(intent -> intent.state() == Intent.State.REQUESTED)
                            .isEmpty();
        }
    }

    /**
     * One that can't be read keeps nobody from looking at the others.
     *
     * @param stopped kill switch or breaker
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Found find(CapTarget target, PolicyReader policies, Optional<String> stopped, Instant now, Deadline deadline) {
        try {
            return see(target, policies, stopped, now, deadline);
        } catch (LedgerUnavailableException passing) {
            throw passing;
        } catch (RuntimeException failure) {
            Standing held = new Standing.Held("what can't be read of it: " + failure);
            CapMember member = new CapMember(target, CapWatch.STANDARD_LAG.stopWithin(), held);
            return new Unread(member, failure.toString());
        }
    }

    private Seen see(
            CapTarget target, PolicyReader policies, Optional<String> stopped, Instant now, Deadline deadline) {
        DeploymentId id = target.deployment();
        SweepStore.Kept kept = store.kept(id, deadline);
        Optional<Watched> watched = fleet.watch(id, now.minus(ACTIVITY), now, deadline);
        InForce policy = policies.of(
                id, watched.map(found -> found.state().configuration().policy()));
        SweepStatus status = kept.status().orElseGet(() -> SweepStatus.first(id, PolicyDigest.of(policy), now));
        boolean idle = watched.filter(found -> isIdle(status, found)).isPresent();
        Optional<Intent> last =
                CapMember.isHeldByCap(status, now) || status.rung().isUnderWay()
                        ? store.intents(id, 1, deadline).stream().findFirst()
                        : Optional.empty();
        CapMember member = CapMember.of(
                target.found(idle),
                status,
                last,
                policy.policy().stopWithin(),
                events,
                CapHolds.of(policy, stopped, kept.pin(), now),
                now);
        return new Seen(member, status, last, kept.pinRevision(), policy.versions());
    }

    /** A verdict of IDLE stands until it is looked at again; demand may have come since. */
    private static boolean isIdle(SweepStatus status, Watched watched) {
        Instant since = status.idleSince();
        ActivityMinutes minutes = watched.minutes();
        OptionalLong demand = minutes.lastDemand(minutes.end());
        return since != null
                && (demand.isEmpty()
                        || !ActivityMinutes.startOf(demand.getAsLong()).isAfter(since));
    }
}
