package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Inheritance;
import dev.ebb.sweeping.policy.Layer;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.policy.Policies.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies in force, the levels that many deployments share read once. Made anew for each look: it sees no later change. */
public final class PolicyReader {

    private final Policies policies;
    private final Layers layers;
    private final Deadline deadline;
    private final Map<Level, Optional<Layer>> shared = new HashMap<>();

    /** @param layers reads what stands at a level */
    public PolicyReader(Policies policies, Layers layers, Deadline deadline) {
        this.policies = policies;
        this.layers = layers;
        this.deadline = deadline;
    }

    /** Reads what stands at a level. */
    @FunctionalInterface
    public interface Layers {
        /** What JSON text sets there, if there is any; what is wrong with it is in it, never an exception. */
        Layer read(Origin origin, Optional<String> json, long version);
    }

    /** What holds where neither account nor deployment say anything. */
    public InForce stack() {
        return Inheritance.resolve(
                shared(Origin.STACK, new Level.Stack()).stream().toList());
    }

    /** What holds where the account's deployments say nothing themselves. */
    public InForce of(String account) {
        List<Layer> found = new ArrayList<>();
        shared(Origin.STACK, new Level.Stack()).ifPresent(found::add);
        shared(Origin.ACCOUNT, new Level.Account(account)).ifPresent(found::add);
        return Inheritance.resolve(found);
    }

    /**
     * What holds for a deployment.
     *
     * @param announced its announced policy, as JSON text
     */
    public InForce of(DeploymentId deployment, Optional<String> announced) {
        List<Layer> found = new ArrayList<>();
        shared(Origin.STACK, new Level.Stack()).ifPresent(found::add);
        shared(Origin.ACCOUNT, new Level.Account(deployment.account())).ifPresent(found::add);
        announced
                .map(json -> layers.read(Origin.ANNOUNCED, Optional.of(json), 0))
                .ifPresent(found::add);
        read(Origin.DEPLOYMENT, new Level.Deployment(deployment)).ifPresent(found::add);
        return Inheritance.resolve(found);
    }

    private Optional<Layer> shared(Origin origin, Level level) {
        return shared.computeIfAbsent(level, each -> read(origin, each));
    }

    private Optional<Layer> read(Origin origin, Level level) {
        return policies.current(level, deadline)
                .map(version -> layers.read(origin, Optional.of(version.json()), version.number()));
    }
}
