package dev.ebb.local;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Dismissal;
import dev.ebb.metering.Evidence;
import dev.ebb.metering.dynamodb.DynamoDismissals;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evidence}: what ran where no session says so, and what people dismissed of it. */
@Command(
        name = "evidence",
        description = "Lists and dismisses the evidence that something ran without a session.",
        mixinStandardHelpOptions = true)
final class EvidenceCommand {

    /** As long as most events may arrive late. */
    static final Duration LOOKED_BACK = Duration.ofDays(35);

    private EvidenceCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new EvidenceCommand())
                .addSubcommand(new ListAll(surroundings))
                .addSubcommand(new Dismiss(surroundings));
    }

    /** {@code evidence list}. */
    @Command(
            name = "list",
            description = "Lists what ran without a session in the last 35 days, and what was dismissed.",
            mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
        private String account = "";

        @Mixin
        private Connection connection = new Connection();

        ListAll(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Inputs.id("--account", account);
            Instant now = surroundings.now();
            PrintStream out = surroundings.out();
            try (Connection.Access access = connection.open()) {
                DynamoUsage usage = new DynamoUsage(access.client(), access.table());
                DynamoDismissals dismissals = new DynamoDismissals(access.client(), access.table());
                for (DeploymentId id : usage.deployments(account)) {
                    usage.deployment(id, now.minus(LOOKED_BACK), now, now).evidence().stream()
                            .map(Evidence::reason)
                            .forEach(reason -> out.println(id + ": " + reason));
                    dismissals.of(id).forEach(each -> out.println(id + ": dismissed " + words(each)));
                }
            }
            return 0;
        }

        private static String words(Dismissal each) {
            String whose = each.replica() == null ? "" : "of replica " + each.replica() + " ";
            return whose + "from " + each.from() + " to " + each.to() + " at " + each.at() + ": "
                    + Printable.of(each.reason());
        }
    }

    /** {@code evidence dismiss}. */
    @Command(
            name = "dismiss",
            description = "Says that what seemed to run without a session is not to be charged.",
            mixinStandardHelpOptions = true)
    static final class Dismiss implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
        private String account = "";

        @Option(names = "--deployment", paramLabel = "DEPLOYMENT", required = true, description = "Of which deployment")
        private String deployment = "";

        @Option(names = "--replica", paramLabel = "REPLICA", description = "Of which replica; default: of all of it")
        private @Nullable String replica;

        @Option(names = "--from", paramLabel = "INSTANT", required = true, description = "From when on")
        private String from = "";

        @Option(names = "--to", paramLabel = "INSTANT", required = true, description = "Until when")
        private String to = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept")
        private String reason = "";

        @Mixin
        private Connection connection = new Connection();

        Dismiss(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            DeploymentId id = new DeploymentId(Inputs.id("--account", account), Inputs.id("--deployment", deployment));
            String of = replica == null ? null : Inputs.id("--replica", replica);
            Instant begin = Inputs.instant("--from", from);
            Instant end = Inputs.instant("--to", to);
            Dismissal dismissal = Inputs.checked(() -> new Dismissal(id, of, begin, end, reason, surroundings.now()));
            try (Connection.Access access = connection.open()) {
                if (!new DynamoUsage(access.client(), access.table())
                        .deployments(account)
                        .contains(id)) {
                    throw new InputException(
                            "--deployment: account " + account + " has none that is called \"" + deployment + "\"");
                }
                new DynamoDismissals(access.client(), access.table()).keep(dismissal);
            }
            surroundings.out().println("Dismissed what ran of " + id + " from " + begin + " to " + end + ".");
            return 0;
        }
    }
}
