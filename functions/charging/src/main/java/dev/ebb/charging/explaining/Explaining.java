package dev.ebb.charging.explaining;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Allotment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.ReadUsage;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.explaining.Explanation.Basis;
import dev.ebb.charging.explaining.Explanation.HeldSpan;
import dev.ebb.metering.DeploymentHistory;
import dev.ebb.metering.MeteredUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains the lines of an account's statement for a period. Usage is read once, when it is made. */
public final class Explaining {

    private final MeteredUsage usage;
    private final Statements statements;
    private final Correcting correcting;
    private final DeploymentHistory history;
    private final Tariff tariff;
    private final Period period;
    private final Instant asOf;
    private final Statements.Computed computed;

    /**
     * Reads usage.
     *
     * @param source lost replicas must have been settled as of {@code asOf}
     * @param correcting for adjustments
     * @param asOf the present
     */
    public Explaining(
            MeteredUsage source,
            DeploymentHistory history,
            Tariff tariff,
            Correcting correcting,
            String account,
            Period period,
            Instant asOf) {
        this.correcting = correcting;
        statements = new Statements(source, tariff);
        usage = new ReadUsage(source);
        this.history = history;
        this.tariff = tariff;
        this.period = period;
        this.asOf = asOf;
        computed = new Statements(usage, tariff).of(account, period, asOf);
    }

    /** The statement as it is computed today, with its warnings. */
    public Statements.Computed computed() {
        return computed;
    }

    /**
     * Explains a line.
     *
     * @param statement the computed one, or one of the same account and period that was computed earlier
     * @param number of the line, from 1
     * @throws IllegalArgumentException if the statement has no such line
     * @throws dev.ebb.metering.LedgerUnavailableException if a session changed while it was read
     */
    public Explanation line(Statement statement, int number) {
        int lines = statement.lines().size();
        if (number < 1 || number > lines) {
            throw new IllegalArgumentException("line: must be from 1 to " + lines + ", is " + number);
        }
        Basis basis = switch (statement.lines().get(number - 1).line()) {
            case Line.Gpu gpu -> sessions(statement, gpu);
            case Line.Tokens tokens ->
                new Explanation.Quarters(QuarterParts.of(
                        tokens,
                        tariff.modelPrices(tokens.model()),
                        usage.tokens(statement.account(), period.from(), period.to())));
            case Line.Committed committed -> new Explanation.Held(held(committed));
            case Line.Adjustment adjustment ->
                correcting.of(
                        adjustment,
                        statement.period().month(),
                        tariff,
                        other -> statements.of(statement.account(), other, asOf).statement());
        };
        Allotment allotment = allotment(statement);
        return new Explanation(
                statement, number, asOf, basis, share(statement, number, allotment), allotment.exactTotal());
    }

    private Explanation.Sessions sessions(Statement statement, Line.Gpu gpu) {
        return new SessionParts(usage, history, tariff, period, asOf)
                .of(statement.account(), gpu, coveringLines(statement, gpu));
    }

    private static List<Integer> coveringLines(Statement statement, Line.Gpu gpu) {
        List<Integer> numbers = new ArrayList<>();
        if (gpu.reserved().equals(Fraction.ZERO)) {
            return numbers;
        }
        for (int i = 0; i < statement.lines().size(); i++) {
            if (statement.lines().get(i).line() instanceof Line.Committed committed) {
                String region = committed.commitment().region();
                if (committed.commitment().accelerator().equals(gpu.kind().accelerator())
                        && (region.equals(PriceBook.ANY_REGION)
                                || region.equals(gpu.kind().region()))) {
                    numbers.add(i + 1);
                }
            }
        }
        return numbers;
    }

    /** A commitment is billed while its term holds: until the next one begins, and not into the future. */
    private List<HeldSpan> held(Line.Committed committed) {
        Instant end = asOf.isBefore(period.to()) ? asOf : period.to();
        List<Term> terms = tariff.agreement().terms();
        List<HeldSpan> spans = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i).commitments().contains(committed.commitment())) {
                Instant from = later(terms.get(i).from(), period.from());
                Instant to = i + 1 < terms.size() && terms.get(i + 1).from().isBefore(end)
                        ? terms.get(i + 1).from()
                        : end;
                if (from.isBefore(to)) {
                    spans.add(new HeldSpan(from, to, committed.commitment().milliGpus()));
                }
            }
        }
        return spans;
    }

    private static Instant later(Instant one, Instant two) {
        return one.isAfter(two) ? one : two;
    }

    static Allotment allotment(Statement statement) {
        return Allotment.of(
                statement.lines().stream()
                        .flatMap(each -> each.line().exactAmount().stream())
                        .toList(),
                statement.currency().getDefaultFractionDigits());
    }

    static Allotment.@Nullable Share share(Statement statement, int number, Allotment allotment) {
        int priced = 0;
        for (ChargedLine before : statement.lines().subList(0, number - 1)) {
            priced += before.line().exactAmount().isPresent() ? 1 : 0;
        }
        boolean hasPrice =
                statement.lines().get(number - 1).line().exactAmount().isPresent();
        return hasPrice ? allotment.shares().get(priced) : null;
    }
}
