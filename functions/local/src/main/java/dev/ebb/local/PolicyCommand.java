package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.sweeping.dynamodb.DynamoPolicies;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.policy.Policies.Level;
import dev.ebb.sweeping.policy.Policies.Version;
import dev.ebb.sweeping.sweeps.PolicyReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code policy}: how idle is too idle, and what may be done about it. */
@Command(
        name = "policy",
        description = "Shows or sets the policy of the whole Ebb, of an account, or of a deployment.",
        mixinStandardHelpOptions = true)
final class PolicyCommand {

    private PolicyCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new Show(surroundings))
                .addSubcommand(new Set(surroundings))
                .addSubcommand(new History(surroundings));
    }

    private static String words(Level level) {
        return switch (level) {
            case Level.Stack ignored -> "all accounts";
            case Level.Account of -> of.account();
            case Level.Deployment of -> of.deployment().toString();
        };
    }

    private static InForce inForce(Level level, Connection.Access access, Instant now) {
        PolicyReader reader =
                new PolicyReader(new DynamoPolicies(access.client(), access.table()), PolicyJson::layer, Deadline.NONE);
        return switch (level) {
            case Level.Stack ignored -> reader.stack();
            case Level.Account of -> reader.of(of.account());
            case Level.Deployment of ->
                reader.of(
                        of.deployment(),
                        new DynamoFleetWatch(access.client(), access.table())
                                .watch(of.deployment(), now, now, Deadline.NONE)
                                .map(watched -> watched.state().configuration().policy()));
        };
    }

    /** {@code policy show}. */
    @Command(
            name = "show",
            description = "Shows the policy in force, and where each of its values comes from.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Surroundings surroundings;

        @Mixin
        private LevelOptions whose = new LevelOptions();

        @Option(names = "--json", description = "As JSON")
        private boolean json;

        @Mixin
        private Connection connection = new Connection();

        Show(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Level level = whose.level();
            try (Connection.Access access = connection.open()) {
                InForce inForce = inForce(level, access, surroundings.clock().instant());
                if (json) {
                    surroundings.out().print(PolicyText.json(inForce));
                } else {
                    surroundings.out().println("Policy of " + words(level));
                    surroundings.out().println();
                    PolicyText.lines(inForce).forEach(surroundings.out()::println);
                }
            }
            return 0;
        }
    }

    /** {@code policy set}. */
    @Command(
            name = "set",
            description = "Sets what is in a file, in place of what was set there before. {} takes everything back.",
            mixinStandardHelpOptions = true)
    static final class Set implements Callable<Integer> {
        private final Surroundings surroundings;

        @Mixin
        private LevelOptions whose = new LevelOptions();

        @Option(names = "--policy", paramLabel = "FILE", required = true, description = "What is set, as JSON")
        private Path policy = Path.of("");

        @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who you are; it is kept")
        private String by = "";

        @Option(
                names = "--before",
                paramLabel = "NUMBER",
                description = "The version that you have read; 0 for none. Default: the present one")
        private @Nullable Long before;

        @Mixin
        private Connection connection = new Connection();

        Set(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Level level = whose.level();
            String who = Inputs.person("--by", by);
            String json = PolicyJson.write(InputFiles.policy(policy));
            Instant now = surroundings.now();
            try (Connection.Access access = connection.open()) {
                Policies policies = new DynamoPolicies(access.client(), access.table());
                long standing = policies.current(level, Deadline.NONE)
                        .map(Version::number)
                        .orElse(0L);
                long read = before == null ? standing : before;
                if (!Inputs.checked(() -> policies.set(level, json, who, now, read, Deadline.NONE))) {
                    throw new InputException("--before: must be the present version, which is "
                            + number(policies, level) + ", is " + read + ": look again with `ebb policy show`");
                }
                int due = makeDue(level, access, now);
                surroundings
                        .out()
                        .println(words(level) + ": version " + (read + 1) + " by " + Printable.of(who) + "; "
                                + Figures.count(due, "deployment is", "deployments are") + " looked at anew");
                inForce(level, access, now)
                        .faults()
                        .forEach(fault -> surroundings
                                .err()
                                .println("Warning: nothing is done while this holds: " + Printable.of(fault)));
            }
            return 0;
        }

        private static long number(Policies policies, Level level) {
            return policies.current(level, Deadline.NONE).map(Version::number).orElse(0L);
        }

        private static int makeDue(Level level, Connection.Access access, Instant now) {
            MeteredUsage usage = new DynamoUsage(access.client(), access.table());
            FleetWatch fleet = new DynamoFleetWatch(access.client(), access.table());
            List<DeploymentId> concerned = switch (level) {
                case Level.Stack ignored ->
                    usage.accounts().stream()
                            .flatMap(account -> usage.deployments(account).stream())
                            .toList();
                case Level.Account of -> usage.deployments(of.account());
                case Level.Deployment of -> List.of(of.deployment());
            };
            concerned.forEach(each -> fleet.makeDue(each, now, Deadline.NONE));
            return concerned.size();
        }
    }

    /** {@code policy history}. */
    @Command(name = "history", description = "Shows every version that was ever set.", mixinStandardHelpOptions = true)
    static final class History implements Callable<Integer> {
        private final Surroundings surroundings;

        @Mixin
        private LevelOptions whose = new LevelOptions();

        @Mixin
        private Connection connection = new Connection();

        History(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Level level = whose.level();
            try (Connection.Access access = connection.open()) {
                List<Version> versions =
                        new DynamoPolicies(access.client(), access.table()).history(level, Deadline.NONE);
                if (versions.isEmpty()) {
                    surroundings.err().println("Nothing was ever set for " + words(level) + ".");
                    return 0;
                }
                TextTable table = new TextTable(">version", "at", "by", "policy");
                versions.forEach(version -> table.row(
                        Long.toString(version.number()),
                        version.at().toString(),
                        Printable.of(version.by()),
                        Printable.of(version.json())));
                table.lines().forEach(surroundings.out()::println);
            }
            return 0;
        }
    }
}
