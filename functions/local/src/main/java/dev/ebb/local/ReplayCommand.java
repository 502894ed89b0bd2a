package dev.ebb.local;

import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.LostRule;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code replay}: what recorded events cost. */
@Command(
        name = "replay",
        description =
                "Meters files of events in a fresh table, as of an instant, and prints every account's statements.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            arity = "1..*",
            required = true,
            description = "JSON Lines, or JSON: one event or an array")
    private List<Path> events = List.of();

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
        Replay replay = new Replay(
                events,
                Inputs.prices(prices),
                Inputs.periods(periods, timeZone),
                Inputs.instant("--as-of", asOf),
                lostAfter == null ? LostRule.STANDARD : Inputs.lostRule(lostAfter));
        Inputs.write(StatementJson.write(replay.run(surroundings).report()), out, surroundings.out());
        return 0;
    }
}
