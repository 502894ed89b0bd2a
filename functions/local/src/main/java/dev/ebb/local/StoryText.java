package dev.ebb.local;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.IdleCost;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.local.Story.Told;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.Session;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The statement that follows a story, so that a reader can check it by hand, and what sweeping was worth. */
final class StoryText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final PriceBook book;
    private final Style style;

    StoryText(PriceBook book, Style style) {
        this.book = book;
        this.style = style;
    }

    /** All lines. */
    List<String> of(Told told) {
        List<String> text = new ArrayList<>(new FleetTable(book, style).of(List.of(told.swept())));
        text.add("");
        text.addAll(byHand(told));
        text.add("");
        text.addAll(worth(told));
        return List.copyOf(text);
    }

    private List<String> byHand(Told told) {
        TextTable table = new TextTable("replica", "ready", "stopped", ">minutes", ">GPUs", ">GPU-minutes");
        BigDecimal sum = BigDecimal.ZERO;
        for (ReplicaSession each : told.sessions()) {
            Session session = each.session();
            BigDecimal gpus =
                    BigDecimal.valueOf(session.shape().count().milliGpus(), 3).stripTrailingZeros();
            long minutes = Duration.between(session.start(), session.end()).toMinutes();
            BigDecimal gpuMinutes = gpus.multiply(BigDecimal.valueOf(minutes));
            sum = sum.add(gpuMinutes);
            table.row(
                    each.replica(),
                    time(session.start()),
                    session.end().equals(told.asOf()) ? "runs" : time(session.end()),
                    Long.toString(minutes),
                    gpus.toPlainString(),
                    gpuMinutes.toPlainString());
        }
        table.row("together", "", "", "", "", sum.toPlainString());
        List<String> lines = table.lines();
        List<String> text = new ArrayList<>();
        text.add("  " + style.faint(lines.getFirst()));
        lines.subList(1, lines.size()).forEach(line -> text.add("  " + line));
        return text;
    }

    private List<String> worth(Told told) {
        Statement statement = told.swept().statement();
        Statement unswept = told.unswept().statement();
        String currency = statement.currency().getCurrencyCode() + " ";
        Fraction idle = Fraction.sum(
                told.swept().insight().idle().stream().map(IdleCost::cost).toList());
        return List.of(
                "  Of the " + currency + Figures.grouped(statement.total()) + " nobody used " + currency
                        + Figures.money(idle, book.minorUnits())
                        + ": the windows before it was stopped, and what runs now.",
                "  Left running since it was first ready it would have cost " + currency
                        + Figures.grouped(unswept.total()) + " by now; "
                        + style.bold(currency
                                + Figures.grouped(unswept.total().subtract(statement.total()))
                                + " were not spent")
                        + ".");
    }

    private static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
