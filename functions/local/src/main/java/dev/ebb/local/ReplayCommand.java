package dev.ebb.local;

import dev.ebb.charging.Report;
import dev.ebb.charging.Statement;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.LostRule;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: what recorded events cost. */
@Command(
        name = "replay",
        description =
                "Meters files of events in a fresh table, as of an instant, and prints every account's statements.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private EventsOption events = new EventsOption();

    @Option(names = "--prices", paramLabel = "FILE", required = true, description = "The price book")
    private Path prices = Path.of("");

    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            required = true,
            description = "The present, as in 2026-11-15T00:00:00Z; later events are rejected")
    private String asOf = "";

    @Option(names = "--period", paramLabel = "YYYY-MM", arity = "1..*", required = true, description = "Months")
    private List<String> periods = List.of();

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Whose months, as in Europe/Paris; default: ${DEFAULT-VALUE}")
    private String timeZone = "UTC";

    @Option(
            names = "--lost-after",
            paramLabel = "DURATION",
            description = "Silence that ends a session of a replica that was once alive; default: PT10M")
    private @Nullable String lostAfter;

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path target = InputFiles.writable(out);
        Replay replay = new Replay(
                events.files(),
                InputFiles.prices(prices),
                Inputs.periods(periods, timeZone),
                Inputs.instant("--as-of", asOf),
                lostAfter == null ? LostRule.STANDARD : Inputs.lostRule(lostAfter));
        Report report = replay.run(surroundings).report();
        InputFiles.write(StatementJson.write(report), target, surroundings.out());
        tell(report);
        return 0;
    }

    /** What nobody should overlook, although the result says it too. */
    private void tell(Report report) {
        PrintStream err = surroundings.err();
        long rejected = report.counts().rejected();
        if (rejected > 0) {
            err.println("Warning: " + Figures.count(rejected, "event was", "events were")
                    + " rejected: \"rejected\" in the result says why");
        }
        if (report.statements().isEmpty()) {
            err.println("Warning: no event was accepted, so there is no statement");
        }
        for (Statement statement : report.statements()) {
            String which = statement.account() + " " + statement.period().month();
            if (statement.from().isAfter(report.asOf())) {
                err.println("Warning: " + which + " begins after --as-of: nothing is owed for it yet");
            } else if (!statement.complete()) {
                err.println(
                        "Warning: " + which + " is incomplete: \"warnings\" and unpriced lines in the result say why");
            }
        }
    }
}
