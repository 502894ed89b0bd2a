package dev.ebb.local;

import dev.ebb.metering.BootRule;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.DynamoBootRules;
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

/** {@code boot-within}: how long a boot may take, and how late a ready may come, for an account or one deployment. */
@Command(
        name = "boot-within",
        description = "Shows or sets how long a boot may take: after that, what runs without a session is told.",
        mixinStandardHelpOptions = true)
final class BootWithinCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose replicas")
    private String account = "";

    @Option(names = "--deployment", paramLabel = "DEPLOYMENT", description = "Only this deployment's")
    private @Nullable String deployment;

    @Parameters(
            arity = "0..1",
            paramLabel = "DURATION",
            description = "From now on this long, such as PT45M, at most PT6H; without it, what holds is shown")
    private @Nullable String duration;

    @Mixin
    private Connection connection = new Connection();

    BootWithinCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Inputs.id("--account", account);
        if (deployment != null) {
            Inputs.id("--deployment", deployment);
        }
        try (Connection.Access access = connection.open()) {
            DynamoBootRules rules = new DynamoBootRules(access.client(), access.table());
            if (duration != null) {
                set(access, rules, duration);
            }
            BootRule rule = rules.of(account);
            surroundings.out().println(account + ": " + rule.byAccount().getOrDefault(account, rule.standard()));
            rule.byDeployment().entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .sorted()
                    .forEach(surroundings.out()::println);
        }
        return 0;
    }

    private void set(Connection.Access access, DynamoBootRules rules, String text) {
        Duration bootWithin = Inputs.bootWithin("DURATION", text);
        Instant now = surroundings.clock().instant();
        if (deployment == null) {
            rules.set(account, bootWithin, now);
        } else {
            rules.set(new DeploymentId(account, deployment), bootWithin, now);
        }
        List<DeploymentId> known = new DynamoUsage(access.client(), access.table()).deployments(account);
        boolean isKnown = deployment == null ? !known.isEmpty() : known.contains(new DeploymentId(account, deployment));
        if (!isKnown) {
            surroundings
                    .err()
                    .println("Warning: there is no " + (deployment == null ? account : account + "/" + deployment)
                            + " in " + connection.where() + " yet");
        }
    }
}
