package dev.ebb.local;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lost-after}: how long a replica may be silent before its session ends, for an account or one deployment. */
@Command(
        name = "lost-after",
        description = "Shows or sets how long a replica that was once alive may be silent before its session ends.",
        mixinStandardHelpOptions = true)
final class LostAfterCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose replicas")
    private String account = "";

    @Option(names = "--deployment", paramLabel = "DEPLOYMENT", description = "Only this deployment's")
    private @Nullable String deployment;

    @Parameters(
            arity = "0..1",
            paramLabel = "DURATION",
            description = "From now on this long, such as PT15M; without it, what holds is shown")
    private @Nullable String duration;

    @Mixin
    private Connection connection = new Connection();

    LostAfterCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Inputs.id("--account", account);
        if (deployment != null) {
            Inputs.id("--deployment", deployment);
        }
        try (Connection.Access access = connection.open()) {
            DynamoLostRules rules = new DynamoLostRules(access.client(), access.table());
            if (duration != null) {
                set(access, rules, duration);
            }
            LostRule rule = rules.of(account);
            surroundings.out().println(account + ": " + rule.byAccount().getOrDefault(account, rule.standard()));
            rule.byDeployment().entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .sorted()
                    .forEach(surroundings.out()::println);
        }
        return 0;
    }

    private void set(Connection.Access access, DynamoLostRules rules, String text) {
        Duration lostAfter = Inputs.lostAfter("DURATION", text);
        Instant now = surroundings.clock().instant();
        if (deployment == null) {
            rules.set(account, lostAfter, now);
        } else {
            rules.set(new DeploymentId(account, deployment), lostAfter, now);
        }
        List<DeploymentId> known = new DynamoUsage(access.client(), access.table()).deployments(account);
        boolean heardOf = deployment == null ? !known.isEmpty() : known.contains(new DeploymentId(account, deployment));
        if (!heardOf) {
            surroundings
                    .err()
                    .println("Warning: nothing was heard of "
                            + (deployment == null ? account : account + "/" + deployment) + " in " + connection.where()
                            + " yet");
        }
    }
}
