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
import dev.ebb.sweeping.caps.CapReader.Seen;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.Caps;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.Warnings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
            return Looked.NOTHING;
        }
        CapRecords.State state = releases.release(capped.get(), sweep, now, deadline);
        return capped.filter(Capped::isCapped)
                .flatMap(each -> watch.figures(account, now, deadline))
                .map(figures -> look(figures, state, sweep, deadline))
                .orElse(Looked.NOTHING);
    }

    private Looked look(CapFigures figures, CapRecords.State state, Instant sweep, Deadline deadline) {
        HardCap.Lag longest = new HardCap.Lag(LAG.sweepInterval(), LAG.events(), LONGEST_STOP);
        if (CapDecision.isNear(figures, longest)) {
            return enforce(figures, state, sweep, deadline);
        }
        brake.release(figures, state, deadline);
        return Looked.NOTHING;
    }

    private Looked enforce(CapFigures figures, CapRecords.State before, Instant sweep, Deadline deadline) {
        Instant now = figures.asOf();
        Optional<String> stopped = parts.safety().state(deadline).held();
        boolean anyUp = figures.targets().stream().anyMatch(CapTarget::isUp);
        PolicyReader policies = new PolicyReader(parts.policies(), parts.layers(), deadline);
        Map<DeploymentId, Seen> seen = new HashMap<>();
        List<CapMember> members = new ArrayList<>();
        for (CapTarget target : figures.targets()) {
            if (anyUp) {
                Seen each = reader.see(target, policies, stopped, now, deadline);
                seen.put(target.deployment(), each);
                members.add(each.member());
            } else {
                members.add(new CapMember(target, LAG.stopWithin(), new Standing.Free()));
            }
        }
        CapDecision decision = CapDecision.of(figures, members, LAG);
        CapRecords.State state = brake.act(figures, decision, before, deadline);
        long count = stop(figures, decision, seen, sweep, deadline);
        notices.tell(figures, decision, state, deadline);
        return new Looked(count, decision.held().size());
    }

    /** One whose order can't be sent keeps nobody from theirs. */
    private long stop(
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
            if (each.member().standing() instanceof Standing.Stopping) {
                stops.handOnAgain(each);
            }
        }
        if (first != null) {
            throw first;
        }
        return count;
    }
}
