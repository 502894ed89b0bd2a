package dev.ebb.charging.exports;

import dev.ebb.charging.Allotment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose lines are taken apart by time.
 *
 * @param rows by line and then by time; those of a line add up to its amount
 */
public record DatedStatement(Statement statement, List<Row> rows) {

    /**
     * A part of a line.
     *
     * @param number of the line on the statement, from 1
     * @param span when; the whole period for what has no parts
     * @param line what was used then, at the line's price
     * @param amount the row's share of the line's amount; null if no price covers it
     */
    public record Row(
            int number, Span span, Line line, @Nullable BigDecimal amount) {}

    /** The lines of a part of the period. */
    record Part(Span span, List<Line> lines) {}

    /** Copies the rows. */
    public DatedStatement {
        rows = List.copyOf(rows);
    }

    /**
     * The numbers of its lines that stayed whole although they were used over time: what became known since they were
     * invoiced has changed their days, and nobody wrote down what these were.
     */
    public List<Integer> whole() {
        return rows.stream()
                .filter(row -> row.line() instanceof Line.Priced)
                .filter(row -> row.span().equals(Span.whole(statement.period())))
                .filter(row -> Span.days(statement.period()).size() > 1)
                .map(Row::number)
                .toList();
    }

    /**
     * Takes lines apart. GPU time and commitments belong together, for one covers the other: if the parts of one of these
     * lines do not add up to it, all of them stay whole.
     *
     * @param parts of its period, in order
     */
    static DatedStatement of(Statement statement, List<Part> parts) {
        Map<LineKey, List<Row>> found = new HashMap<>();
        for (Part part : parts) {
            for (Line line : part.lines()) {
                if (line instanceof Line.Priced priced) {
                    found.computeIfAbsent(LineKey.of(priced), key -> new ArrayList<>())
                            .add(new Row(0, part.span(), line, null));
                }
            }
        }
        boolean gpusAddUp = statement.lines().stream()
                .map(ChargedLine::line)
                .filter(line -> line instanceof Line.Gpu || line instanceof Line.Committed)
                .allMatch(line -> addUp(line, parts(found, line)));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < statement.lines().size(); i++) {
            ChargedLine charged = statement.lines().get(i);
            List<Row> own = parts(found, charged.line());
            boolean apart = charged.line() instanceof Line.Tokens ? addUp(charged.line(), own) : gpusAddUp;
            List<Row> taken = apart && !own.isEmpty()
                    ? own
                    : List.of(new Row(0, Span.whole(statement.period()), charged.line(), null));
            rows.addAll(allotted(i + 1, taken, charged.amount(), statement));
        }
        return new DatedStatement(statement, rows);
    }

    private static List<Row> parts(Map<LineKey, List<Row>> found, Line line) {
        return line instanceof Line.Priced priced ? found.getOrDefault(LineKey.of(priced), List.of()) : List.of();
    }

    private static boolean addUp(Line whole, List<Row> parts) {
        return amount(whole)
                        .equals(parts.stream().map(row -> amount(row.line())).reduce(Fraction.ZERO, Fraction::plus))
                && quantity(whole)
                        .equals(parts.stream().map(row -> quantity(row.line())).reduce(Fraction.ZERO, Fraction::plus));
    }

    private static Fraction amount(Line line) {
        return line.exactAmount().orElse(Fraction.ZERO);
    }

    private static Fraction quantity(Line line) {
        return line instanceof Line.Priced priced ? priced.units() : Fraction.ZERO;
    }

    private static List<Row> allotted(int number, List<Row> rows, @Nullable BigDecimal amount, Statement statement) {
        Optional<List<BigDecimal>> shares = Optional.ofNullable(amount)
                .map(total -> Allotment.of(
                                rows.stream().map(row -> amount(row.line())).toList(),
                                statement.currency().getDefaultFractionDigits(),
                                total)
                        .amounts());
        List<Row> allotted = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int index = i;
            BigDecimal share = shares.map(all -> all.get(index)).orElse(null);
            allotted.add(new Row(number, rows.get(i).span(), rows.get(i).line(), share));
        }
        return allotted;
    }
}
