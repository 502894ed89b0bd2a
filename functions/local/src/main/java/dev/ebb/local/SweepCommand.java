package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.sweeping.Evidence;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.json.EvidenceJson;
import dev.ebb.sweeping.json.ShadowReportJson;
import dev.ebb.sweeping.shadow.ShadowReport;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sweep}: one look at what is due, or what recorded looks say. */
@Command(
        name = "sweep",
        description = "Sweeps once, now: judges what is due, and marks what the policies allow. With --verdicts or"
                + " --report it only reads.",
        mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

    /** Verdicts are kept so long. */
    private static final Duration KEPT = Duration.ofDays(35);

    private static final Pattern DAYS = Pattern.compile("[1-9][0-9]?d");

    private final Surroundings surroundings;

    @ArgGroup(exclusive = true)
    private @Nullable Reading reading;

    /** What is read instead of sweeping. */
    static final class Reading {
        @Option(names = "--verdicts", required = true, description = "Show a deployment's recorded verdicts")
        private boolean verdicts;

        @Option(
                names = "--report",
                paramLabel = "DURATION",
                required = true,
                description = "What the recorded verdicts of that time, such as 14d or PT36H, would have done")
        private @Nullable String report;
    }

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only this account's")
    private @Nullable String account;

    @Option(names = "--deployment", paramLabel = "DEPLOYMENT", description = "Only this deployment's")
    private @Nullable String deployment;

    @Option(names = "--since", paramLabel = "DURATION", description = "--verdicts: of how long; default: PT24H")
    private @Nullable String since;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "--report: a price book; default: the latest one in the table")
    private @Nullable Path prices;

    @Option(names = "--json", description = "--report: as JSON")
    private boolean json;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec command;

    SweepCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Reading read = reading;
        if (read == null) {
            if (account != null || deployment != null || since != null || prices != null || json) {
                throw WrongUsage.of(
                        command, "a sweep looks at all that is due: the other options are for --verdicts or --report");
            }
            try (Connection.Access access = connection.open();
                    Outside outside = Outside.of(connection, access, surroundings)) {
                return new OneSweep(access, outside, surroundings).run();
            }
        }
        Instant now = surroundings.now();
        try (Connection.Access access = connection.open()) {
            if (read.verdicts) {
                verdicts(access, now);
            } else {
                report(access, now.minus(length("--report", String.valueOf(read.report))), now);
            }
        }
        return 0;
    }

    private static Duration length(String option, String text) {
        Duration length = DAYS.matcher(text).matches()
                ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                : Inputs.duration(option, text);
        if (length.compareTo(KEPT) > 0 || !length.isPositive()) {
            throw new InputException(option + ": must be above 0 and at most " + KEPT.toDays()
                    + " days, for so long verdicts are kept, is " + Printable.of(text));
        }
        return length;
    }

    private void verdicts(Connection.Access access, Instant now) {
        if (account == null || deployment == null || prices != null || json) {
            throw WrongUsage.of(
                    command, "--verdicts needs --account and --deployment, and takes no --prices and no --json");
        }
        DeploymentId id = new DeploymentId(Inputs.id("--account", account), Inputs.id("--deployment", deployment));
        Instant from = now.minus(length("--since", since == null ? "PT24H" : since));
        List<RecordedVerdict> verdicts = new DynamoSweepStore(access.client(), access.table())
                .verdicts(id, from, now.plus(1, ChronoUnit.MINUTES), Deadline.NONE);
        if (verdicts.isEmpty()) {
            surroundings.err().println("No verdict since " + from + ".");
        }
        verdicts.forEach(this::print);
    }

    private void print(RecordedVerdict verdict) {
        PrintStream out = surroundings.out();
        out.println(verdict.sweep() + "  " + verdict.word() + "  " + Printable.of(verdict.sentence()));
        if (!verdict.would().isEmpty()) {
            out.println("    led to: " + verdict.would()
                    + (verdict.held().isEmpty() ? "" : ", held back: " + Printable.of(verdict.held())));
        }
        Evidence evidence = EvidenceJson.read(verdict.evidence());
        out.println("    evidence: " + Printable.of(evidence.source()) + "; " + evidence.minutesReported() + " of "
                + Figures.count(evidence.minutesNeeded(), "minute", "minutes") + " reported, "
                + evidence.minutesActive() + " of them active");
        evidence.data().forEach(datum -> out.println("      " + Printable.of(datum)));
    }

    private void report(Connection.Access access, Instant from, Instant to) {
        if (since != null || (deployment != null && account == null)) {
            throw WrongUsage.of(command, "--report takes no --since, and --deployment needs --account beside it");
        }
        List<DeploymentId> fleet = fleet(new DynamoUsage(access.client(), access.table()));
        ShadowReport report =
                new ShadowReports(access, prices == null ? null : InputFiles.prices(prices)).of(fleet, from, to);
        if (json) {
            surroundings.out().print(ShadowReportJson.write(report));
        } else {
            ShadowReports.lines(report).forEach(surroundings.out()::println);
        }
    }

    private List<DeploymentId> fleet(DynamoUsage usage) {
        if (account == null) {
            return usage.accounts().stream()
                    .flatMap(each -> usage.deployments(each).stream())
                    .toList();
        }
        String owner = Inputs.id("--account", account);
        return deployment == null
                ? usage.deployments(owner)
                : List.of(new DeploymentId(owner, Inputs.id("--deployment", deployment)));
    }
}
