package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.budgets.CappedAccounts;
import dev.ebb.charging.budgets.CappedAccounts.Capped;
import dev.ebb.charging.budgets.HardCap;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.LiveMeters;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.caps.CapMember.Standing;
import dev.ebb.sweeping.caps.CapReader.Found;
import dev.ebb.sweeping.caps.CapReader.Seen;
import dev.ebb.sweeping.caps.CapReader.Unread;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.Caps;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.Warnings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at a hard cap: at the account's figures first, and only where the cap is within an hour and some at the ceiling, at
 * each of its deployments.
 */
public final class CapSweep implements Caps {

    /** What a policy may allow a target at most. */
    static final Duration LONGEST_STOP = Duration.ofHours(1);

    private static final HardCap.Lag LAG = CapWatch.STANDARD_LAG;

    private final CappedAccounts accounts;
    private final CapWatch watch;
    private final Parts parts;
    private final CapReader reader;
    private final CapStops stops;
    private final CapReleases releases;
    private final CapBrake brake;
    private final CapNotices notices;

    /** What a look is made of, beside what charging knows. */
    public record Parts(
            FleetWatch fleet,
            LiveMeters meters,
            SweepStore store,
            Policies policies,
            PolicyReader.Layers layers,
            Safety safety,
            ActionQueue queue,
            Warnings warnings,
            CapRecords records) {}

    /** Of these parts. */
    public CapSweep(CappedAccounts accounts, CapWatch watch, Parts parts) {
        this.accounts = accounts;
        this.watch = watch;
        this.parts = parts;
        reader = new CapReader(parts.fleet(), parts.store(), LAG.events());
        stops = new CapStops(parts.store(), parts.queue());
        releases = new CapReleases(parts.meters(), parts.store(), parts.records());
        brake = new CapBrake(parts.records());
        notices = new CapNotices(parts.records(), parts.warnings());
    }

    @Override
    public List<String> accounts(Deadline deadline) {
        return accounts.all(deadline).stream().map(Capped::account).toList();
    }

    @Override
    public Looked look(String account, Instant sweep, Instant now, Deadline deadline) {
        Optional<Capped> capped = accounts.capped(account, deadline);
        if (capped.isEmpty()) {
            return new Looked(0, 0, Map.of());
        }
        CapReleases.Released released = releases.release(capped.get(), sweep, now, deadline);
        return capped.filter(Capped::isCapped)
                .flatMap(each -> watch.figures(account, now, deadline))
                .map(figures -> look(figures, released, sweep, deadline))
                .orElseGet(() -> new Looked(0, 0, released.unread()));
    }

    private Looked look(CapFigures figures, CapReleases.Released released, Instant sweep, Deadline deadline) {
        HardCap.Lag longest = new HardCap.Lag(LAG.sweepInterval(), LAG.events(), LONGEST_STOP);
        if (CapDecision.isNear(figures, longest) || CapBrake.isUnconfirmed(released.state())) {
            return enforce(figures, released, sweep, deadline);
        }
        brake.release(figures, released.state(), deadline);
        return new Looked(0, 0, released.unread());
    }

    private Looked enforce(CapFigures figures, CapReleases.Released released, Instant sweep, Deadline deadline) {
        CapRecords.State before = released.state();
        List<Found> found = found(figures, CapBrake.isUnconfirmed(before), deadline);
        CapDecision decision = CapDecision.of(figures, members(figures, found), LAG);
        Map<DeploymentId, Seen> seen = new HashMap<>();
        Map<DeploymentId, String> unread = new HashMap<>(released.unread());
        for (Found each : found) {
            DeploymentId id = each.member().target().deployment();
            switch (each) {
                case Seen one -> seen.put(id, one);
                case Unread one -> unread.put(id, one.why());
            }
        }
        CapRecords.State state = brake.act(figures, decision, seen.values(), before, deadline);
        Stops made = stop(figures, decision, seen, sweep, deadline);
        try {
            notices.tell(figures, decision, state, deadline);
        } catch (RuntimeException untold) {
            made.failure().ifPresent(untold::addSuppressed);
            throw untold;
        }
        if (made.failure().isPresent()) {
            throw made.failure().get();
        }
        return new Looked(made.count(), decision.held().size(), unread);
    }

    /** Empty if there is nothing to stop, and nobody asks what was. */
    private List<Found> found(CapFigures figures, boolean asked, Deadline deadline) {
        if (!asked && figures.targets().stream().noneMatch(CapTarget::isUp)) {
            return List.of();
        }
        Optional<String> stopped = parts.safety().state(deadline).held();
        PolicyReader policies = new PolicyReader(parts.policies(), parts.layers(), deadline);
        return figures.targets().stream()
                .map(target -> reader.find(target, policies, stopped, figures.asOf(), deadline))
                .toList();
    }

    private static List<CapMember> members(CapFigures figures, List<Found> found) {
        return found.isEmpty()
                ? figures.targets().stream()
                        .map(target -> new CapMember(target, LAG.stopWithin(), new Standing.Free()))
                        .toList()
                : found.stream().map(Found::member).toList();
    }

    private record Stops(long count, Optional<RuntimeException> failure) {}

    /** One whose order can't be sent keeps nobody from theirs. */
    private Stops stop(
            CapFigures figures, CapDecision decision, Map<DeploymentId, Seen> seen, Instant sweep, Deadline deadline) {
        long count = 0;
        RuntimeException first = null;
        for (CapMember member : decision.stop()) {
            try {
                Seen each = seen.get(member.target().deployment());
                count += each != null && stops.stop(each, figures, sweep, deadline) ? 1 : 0;
            } catch (RuntimeException failure) {
                first = first == null ? failure : first;
            }
        }
        for (Seen each : seen.values()) {
            if (each.isStopping()) {
                try {
                    stops.handOnAgain(each);
                } catch (RuntimeException failure) {
                    first = first == null ? failure : first;
                }
            }
        }
        return new Stops(count, Optional.ofNullable(first));
    }
}
