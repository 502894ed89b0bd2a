package dev.ebb.local;

import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Report;
import dev.ebb.charging.Warning;
import dev.ebb.metering.EventReader;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.json.JsonEventReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code demo}: a small fleet's month through the real code, as a table; then a deployment that is forgotten, and what
 * sweeping does about it. The fleet's clock stands at the last event of its file, and the story's is simulated, so that all
 * of it is the same whenever it is run.
 */
@Command(
        name = "demo",
        description = {
            "Plays a small fleet in events/ and shows what it costs; then tells what becomes of a deployment that is"
                    + " forgotten. The default."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path events = surroundings.repository().resolve("events").resolve("demo.jsonl");
        PriceBook book =
                InputFiles.prices(surroundings.repository().resolve("events").resolve("prices.json"));
        Instant asOf = latest(events);
        YearMonth month = YearMonth.from(asOf.atOffset(ZoneOffset.UTC));
        Replay replay =
                new Replay(List.of(events), book, List.of(Period.of(month.toString(), "UTC")), asOf, LostRule.STANDARD);
        show(replay.run(surroundings), book);
        tell(book);
        surroundings.out().println(style().bold("Next"));
        next(asOf, month).forEach(line -> surroundings.out().println("  " + line));
        return 0;
    }

    private Style style() {
        return surroundings.colour() ? Style.COLOUR : Style.PLAIN;
    }

    private void tell(PriceBook book) {
        PrintStream out = surroundings.out();
        out.println();
        out.println(style().bold("A deployment that is forgotten") + ", in simulated time: what is said and done, and"
                + " what Ebb makes of it");
        out.println();
        try (EmbeddedTable table = EmbeddedTable.create()) {
            Story.Told told = Story.tell(
                    table.client(), EmbeddedTable.NAME, book, line -> out.println("  " + line.shown(style())));
            out.println();
            out.println(style().bold("Its statement") + " as of " + told.asOf());
            out.println();
            new StoryText(book, style()).of(told).forEach(out::println);
        }
        out.println();
    }

    private void show(Replay.Result result, PriceBook book) {
        PrintStream out = surroundings.out();
        Style style = style();
        Report report = result.report();
        Report.Counts counts = report.counts();
        out.println();
        out.println(style.bold("The fleet in events/demo.jsonl") + " as of " + report.asOf() + ": "
                + Figures.count(counts.accepted(), "event", "events") + " metered, "
                + (counts.duplicates() == 0
                        ? ""
                        : Figures.count(counts.duplicates(), "delivery", "deliveries")
                                + " again that changed nothing, ")
                + counts.rejected() + " rejected");
        out.println();
        new FleetTable(book, style).of(result.computed()).forEach(out::println);
        for (Warning warning : report.warnings()) {
            String about = warning.id() == null ? "" : " " + warning.id() + ":";
            out.println();
            out.println("  " + style.warning("Warning, " + warning.account() + ":") + about + " " + warning.reason());
        }
        for (Report.RejectedEvent rejected : report.rejected()) {
            String about = rejected.id() == null ? rejected.file() + ":" + rejected.line() : rejected.id();
            out.println();
            out.println("  " + style.warning("Rejected:") + " " + about + ": " + rejected.reason());
        }
    }

    private static List<String> next(Instant asOf, YearMonth month) {
        TextTable table = new TextTable("", "");
        table.row(
                "the same as JSON",
                "functions/local/ebb replay --events events/demo.jsonl --prices events/prices.json --as-of " + asOf
                        + " --period " + month);
        table.row("an event to send", "functions/local/ebb sample replica-ready");
        table.row("a table for sam local", "functions/local/ebb serve");
        table.row("everything else", "functions/local/ebb --help");
        return table.lines().stream().skip(1).toList();
    }

    private static Instant latest(Path events) {
        JsonEventReader reader = new JsonEventReader();
        List<Instant> times = new ArrayList<>();
        InputFiles.events(
                events,
                body -> reader.read(body.body()).forEach(read -> {
                    if (read instanceof EventReader.ReadEvent.Valid valid) {
                        times.add(valid.event().time());
                    }
                }));
        return times.stream()
                .max(Instant::compareTo)
                .orElseThrow(() -> new InputException(events + ": no event in it can be metered"));
    }
}
