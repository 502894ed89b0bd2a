package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.caps.CapMember.Standing;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.PolicyReader;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What would keep a look from stopping deployments, read as the look reads it and in the words of its warning. */
public final class CapObstacles {

    private final CapReader reader;
    private final Policies policies;
    private final PolicyReader.Layers layers;
    private final Safety safety;

    /** Of these parts. */
    public CapObstacles(
            FleetWatch fleet, SweepStore store, Policies policies, PolicyReader.Layers layers, Safety safety) {
        reader = new CapReader(fleet, store, CapWatch.STANDARD_LAG.events());
        this.policies = policies;
        this.layers = layers;
        this.safety = safety;
    }

    /**
     * What holds each of them; what is not in it can be stopped.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    public Map<DeploymentId, String> of(Collection<CapTarget> targets, Instant now, Deadline deadline) {
        PolicyReader policyReader = new PolicyReader(policies, layers, deadline);
        Optional<String> stopped = safety.state(deadline).held();
        Map<DeploymentId, String> held = new TreeMap<>();
        for (CapTarget target : targets) {
            Standing standing = reader.find(target, policyReader, stopped, now, deadline)
                    .member()
                    .standing();
            switch (standing) {
                case Standing.Held by -> held.put(target.deployment(), by.by());
                case Standing.Free ignored -> {}
                case Standing.Stopping ignored -> {}
            }
        }
        return held;
    }
}
