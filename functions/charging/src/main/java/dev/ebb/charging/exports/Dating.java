package dev.ebb.charging.exports;

import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.ReadUsage;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.MeteredUsage;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes the statement of an account for a period apart. Usage is read once, when it is made. */
public final class Dating {

    private final Statements statements;
    private final Tariff tariff;
    private final String account;
    private final Period period;
    private final Instant asOf;
    private final Statements.Computed computed;

    /**
     * Reads usage.
     *
     * @param usage lost replicas must have been settled as of {@code asOf}
     * @param asOf the present
     */
    public Dating(MeteredUsage usage, Tariff tariff, String account, Period period, Instant asOf) {
        statements = new Statements(new ReadUsage(usage), tariff);
        this.tariff = tariff;
        this.account = account;
        this.period = period;
        this.asOf = asOf;
        computed = statements.of(account, period, asOf);
    }

    /** The statement as it is computed today, with its warnings. */
    public Statements.Computed computed() {
        return computed;
    }

    /**
     * By calendar days.
     *
     * @param statement the computed one, or one of the same account and period that was computed earlier
     */
    public DatedStatement byDay(Statement statement) {
        return apart(statement, Span.days(period));
    }

    /** By calendar days, and wherever a price of the book changes that an agreement has taken the place of. */
    public DatedStatement byDayAndListPrice(Statement statement) {
        return apart(statement, Span.cut(Span.days(period), hiddenPriceChanges(statement)));
    }

    private Set<Instant> hiddenPriceChanges(Statement statement) {
        PriceBook book = tariff.book();
        Set<Instant> changes = new HashSet<>();
        for (ChargedLine charged : statement.lines()) {
            if (charged.line() instanceof Line.Gpu gpu && isOwn(gpu)) {
                book.gpuPrices(gpu.kind()).forEach(price -> changes.add(price.from()));
            } else if (charged.line() instanceof Line.Tokens tokens && isOwn(tokens)) {
                changes.addAll(book.modelPrices(tokens.model()).keySet());
            }
        }
        return changes;
    }

    private static boolean isOwn(Line.Priced line) {
        UnitPrice price = line.price();
        return price != null && price.agreed() != null && price.agreed().percentOff() == null;
    }

    private DatedStatement apart(Statement statement, List<Span> spans) {
        return DatedStatement.of(
                statement,
                spans.stream()
                        .filter(span -> !span.from().isAfter(asOf))
                        .map(span -> new DatedStatement.Part(span, lines(span)))
                        .toList());
    }

    private List<Line> lines(Span span) {
        Period part = new Period(period.month(), period.timeZone(), span.from(), span.to());
        return statements.of(account, part, asOf).statement().lines().stream()
                .map(ChargedLine::line)
                .toList();
    }
}
