package dev.ebb.charging;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account owes for a period.
 *
 * @param complete whether nothing is known to be missing: all usage has a price, no ready waits for its shape, no
 *     announcement is under way, and sessions and meters agree
 * @param lines in {@linkplain Line#ORDER their order}
 * @param total what the lines' amounts add up to
 * @param due what of it is left to pay after credits; null if the account was never given any
 * @param meteredUpTo how far events were metered when it was made, if ingestion lagged then; null if it did not
 */
public record Statement(
        String account,
        Period period,
        Currency currency,
        boolean complete,
        List<ChargedLine> lines,
        BigDecimal total,
        @Nullable BigDecimal due,
        @Nullable Instant meteredUpTo) {

    /**
     * A line and its share of the total.
     *
     * @param amount null if no price covers it
     */
    public record ChargedLine(Line line, @Nullable BigDecimal amount) {}

    /** Of an account that was never given a credit. */
    public Statement(
            String account,
            Period period,
            Currency currency,
            boolean complete,
            List<ChargedLine> lines,
            BigDecimal total) {
        this(account, period, currency, complete, lines, total, null, null);
    }

    /** Copies the lines. */
    public Statement {
        lines = List.copyOf(lines);
    }

    /**
     * Sorts the lines, and rounds them.
     *
     * @param complete whether all that was used is in {@code lines}; a line without a price makes the statement
     *     incomplete in any case
     */
    public static Statement of(String account, Period period, Tariff tariff, List<Line> lines, boolean complete) {
        List<Line> sorted = lines.stream().sorted(Line.ORDER).toList();
        List<Fraction> exact =
                sorted.stream().flatMap(line -> line.exactAmount().stream()).toList();
        Allotment allotment = Allotment.of(exact, tariff.minorUnits());
        List<ChargedLine> charged = new ArrayList<>(sorted.size());
        Iterator<BigDecimal> amounts = allotment.amounts().iterator();
        for (Line line : sorted) {
            charged.add(new ChargedLine(line, line.exactAmount().isEmpty() ? null : amounts.next()));
        }
        boolean priced = exact.size() == sorted.size();
        return new Statement(account, period, tariff.currency(), complete && priced, charged, allotment.total());
    }

    /** The same, for an account that has credits. */
    public Statement withDue(BigDecimal left) {
        return new Statement(account, period, currency, complete, lines, total, left, meteredUpTo);
    }

    /** The same, made while ingestion lagged; with null, while it did not. */
    public Statement withMeteredUpTo(@Nullable Instant instant) {
        return new Statement(account, period, currency, complete && instant == null, lines, total, due, instant);
    }

    /** When it begins. */
    public Instant from() {
        return period.from();
    }

    /** The first instant after it. */
    public Instant to() {
        return period.to();
    }
}
