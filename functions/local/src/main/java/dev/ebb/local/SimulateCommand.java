package dev.ebb.local;

import dev.ebb.local.SimulatedHistory.Offered;
import dev.ebb.sweeping.json.SimulationJson;
import dev.ebb.sweeping.simulation.Conditions;
import dev.ebb.sweeping.simulation.Outcome;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code simulate}: what policies would have done to a recorded history. */
@Command(
        name = "simulate",
        description = "What each policy would have done on a history: saved, woken, regretted, left waiting.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Prints JSON; with --out FILE, or to a terminal, tables for people.",
            "Exit status 3 if a policy misses --max-regrets or --min-saved."
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int GATE_MISSED = 3;

    private final Surroundings surroundings;

    @Mixin
    private EventsOption events = new EventsOption();

    @Option(names = "--prices", paramLabel = "FILE", required = true, description = "The price book")
    private Path prices = Path.of("");

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Policies to try, each for every deployment; what one does not set has its default")
    private List<Path> policies = List.of();

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description =
                    "The history's beginning; what is before it does not count. Default: the hour of the first instant in it")
    private @Nullable String from;

    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            description = "The history's end; later events are rejected. Default: the latest instant in it")
    private @Nullable String asOf;

    @Option(
            names = "--cold-start",
            paramLabel = "DURATION",
            defaultValue = "PT2M",
            description = "How long what is woken takes until it runs; default: ${DEFAULT-VALUE}")
    private String coldStart = "PT2M";

    @Option(
            names = "--regret",
            paramLabel = "DURATION",
            defaultValue = "PT1H",
            description = "A wake so soon after the scale-down is a regret; default: ${DEFAULT-VALUE}")
    private String regret = "PT1H";

    @Option(
            names = "--assume-reported",
            description = "Take minutes that nobody reported as quiet; without it they keep running what runs")
    private boolean assumeReported;

    @Option(
            names = "--search",
            description = "Also try windows from 5 minutes to 24 hours, with all else from the first policy,"
                    + " and show those that no other beats in both cost and waiting")
    private boolean search;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with plots of it all")
    private @Nullable Path html;

    @Option(names = "--max-regrets", paramLabel = "N", description = "Status 3 if a policy leads to more regrets")
    private @Nullable Long maxRegrets;

    @Option(names = "--min-saved", paramLabel = "AMOUNT", description = "Status 3 if a policy saves less")
    private @Nullable String minSaved;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the JSON there, and tables to stdout")
    private @Nullable Path out;

    SimulateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (policies.isEmpty() && (!search || maxRegrets != null || minSaved != null)) {
            throw new InputException("--policy: must be given"
                    + (search
                            ? " with --max-regrets and --min-saved: a search alone misses no gate"
                            : " without --search"));
        }
        if (maxRegrets != null && maxRegrets < 0) {
            throw new InputException("--max-regrets: must not be negative, is " + maxRegrets);
        }
        BigDecimal least = minSaved == null ? null : Inputs.amount("--min-saved", minSaved);
        Conditions conditions = Inputs.checked(
                () -> new Conditions(Inputs.duration("--cold-start", coldStart), Inputs.duration("--regret", regret)));
        List<Offered> offered = policies.stream().map(Offered::read).toList();
        Path json = InputFiles.writable("--out", out);
        Path page = InputFiles.writable("--html", html);
        SimulatedHistory read = SimulatedHistory.read(
                events.files(),
                InputFiles.prices(prices),
                instant("--from", from),
                instant("--as-of", asOf),
                surroundings);
        SimulatedHistory history = assumeReported ? read.assumingReported() : read;
        SimulationReport report = history.report(offered, conditions, search, surroundings);
        print(report, json);
        if (page != null) {
            SimulationPage made = SimulationPage.of(report, history.recorded());
            InputFiles.write("--html", made.bytes(), page);
            made.warning().ifPresent(surroundings.err()::println);
        }
        return gate(report, least);
    }

    private static @Nullable Instant instant(String option, @Nullable String text) {
        return text == null ? null : Inputs.instant(option, text);
    }

    private void print(SimulationReport report, @Nullable Path json) {
        byte[] result = SimulationJson.write(report);
        if (json != null) {
            InputFiles.write("--out", result, json);
        }
        if (json != null || surroundings.terminal()) {
            new SimulationText(report).lines().forEach(surroundings.out()::println);
            SimulationText.notes(report).forEach(surroundings.out()::println);
        } else {
            surroundings.out().writeBytes(result);
            surroundings.out().flush();
        }
        PrintStream err = surroundings.err();
        SimulationText.warnings(report).forEach(err::println);
    }

    private int gate(SimulationReport report, @Nullable BigDecimal least) {
        List<String> missed = new ArrayList<>();
        for (Named policy : report.policies()) {
            Outcome fleet = policy.result().fleet();
            if (maxRegrets != null && fleet.counts().regrets() > maxRegrets) {
                missed.add(policy.name() + ": "
                        + Figures.count(fleet.counts().regrets(), "regret", "regrets") + ", at most " + maxRegrets
                        + " allowed by --max-regrets");
            }
            BigDecimal saved = SimulationJson.saved(fleet, report.currency());
            if (least != null && saved.compareTo(least) < 0) {
                missed.add(policy.name() + ": saves " + saved.toPlainString() + " "
                        + report.currency().getCurrencyCode() + ", at least " + least.toPlainString()
                        + " wanted by --min-saved");
            }
        }
        missed.forEach(each -> surroundings.err().println("Gate missed: " + each));
        return missed.isEmpty() ? 0 : GATE_MISSED;
    }
}
