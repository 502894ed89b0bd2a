package dev.ebb.local;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.policy.Policies.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say where a policy is set. */
final class LevelOptions {

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only this account's; default: everybody's")
    private @Nullable String account;

    @Option(names = "--deployment", paramLabel = "DEPLOYMENT", description = "Only this deployment's")
    private @Nullable String deployment;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /**
     * What they say.
     *
     * @throws InputException if account or deployment are no ids
     * @throws picocli.CommandLine.ParameterException if there is a deployment alone
     */
    Level level() {
        if (account == null) {
            if (deployment != null) {
                throw WrongUsage.of(command, "--deployment: needs --account beside it");
            }
            return new Level.Stack();
        }
        String owner = Inputs.id("--account", account);
        return deployment == null
                ? new Level.Account(owner)
                : new Level.Deployment(new DeploymentId(owner, Inputs.id("--deployment", deployment)));
    }
}
