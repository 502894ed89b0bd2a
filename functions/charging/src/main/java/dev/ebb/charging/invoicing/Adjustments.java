package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What finalised periods, and those before the first, come to today, less all that has been invoiced for them: line by
 * line, in whole minor units.
 *
 * @param lines one for each line that comes to something else; in no particular order
 * @param warnings of periods of which usage is known to be missing
 * @param complete whether nothing is known to be missing of a period that was complete when it was finalised
 * @param incomplete the numbers of the invoices of whose periods something is missing, accepted or not
 * @param differing whether sessions and meters differ in one of the periods
 */
record Adjustments(
        List<Line> lines, List<Warning> warnings, boolean complete, Set<Long> incomplete, boolean differing) {

    /** Nothing has changed. */
    private static final Adjustments NONE = new Adjustments(List.of(), List.of(), true, Set.of(), false);

    /**
     * Computes them.
     *
     * @param today computes a period's statement as of today
     */
    static Adjustments of(
            Changes changes,
            AccountSettings settings,
            Tariff tariff,
            Invoices invoices,
            Function<Period, Statements.Computed> today) {
        List<Long> touched = changes.touchedInvoices();
        boolean earlier = changes.touchesEarlier();
        if (touched.isEmpty() && !earlier) {
            return NONE;
        }
        Invoiced invoiced = invoices.invoicedFrom(settings.account(), earlier ? 1 : touched.getFirst());
        Sum sum = new Sum(changes, tariff, invoiced, today);
        if (earlier) {
            changes.earlier(settings, invoiced.months()).forEach(period -> sum.add(period, null));
        }
        for (long number : touched) {
            sum.add(changes.checkpoint().periods().get((int) (number - 1)).period(), number);
        }
        return new Adjustments(
                List.copyOf(sum.lines),
                List.copyOf(sum.warnings),
                sum.complete,
                Set.copyOf(sum.incomplete),
                sum.differing);
    }

    private static final class Sum {
        private final Changes changes;
        private final Tariff tariff;
        private final Invoiced invoiced;
        private final Function<Period, Statements.Computed> today;
        private final List<Line> lines = new ArrayList<>();
        private final List<Warning> warnings = new ArrayList<>();
        private final Set<Long> incomplete = new HashSet<>();
        private boolean complete = true;
        private boolean differing;

        Sum(Changes changes, Tariff tariff, Invoiced invoiced, Function<Period, Statements.Computed> today) {
            this.changes = changes;
            this.tariff = tariff;
            this.invoiced = invoiced;
            this.today = today;
        }

        void add(Period period, @Nullable Long number) {
            Statements.Computed computed = today.apply(period);
            differing |= computed.differing();
            boolean accepted = number != null
                    && !changes.checkpoint().periods().get((int) (number - 1)).complete();
            if (number != null && !computed.statement().complete()) {
                incomplete.add(number);
            }
            if (!computed.statement().complete() && !accepted) {
                complete = false;
                warnings.addAll(computed.warnings());
                warnings.add(new Warning(
                        computed.statement().account(),
                        null,
                        null,
                        "period " + period.month() + " is not complete any more: usage that became known after its"
                                + " invoice has no price, or is missing still"));
            }
            Map<LineKey, BigDecimal> now = amounts(computed.statement(), number);
            Map<LineKey, BigDecimal> then = invoiced.of(period.month());
            TreeSet<LineKey> keys = new TreeSet<>(now.keySet());
            keys.addAll(then.keySet());
            for (LineKey key : keys) {
                BigDecimal difference =
                        now.getOrDefault(key, BigDecimal.ZERO).subtract(then.getOrDefault(key, BigDecimal.ZERO));
                if (difference.signum() != 0) {
                    LateBuckets.Named events = changes.late().of(key, sharing(key, keys), period);
                    lines.add(new Line.Adjustment(
                            period.month(), number, key, difference, events.first(), events.more()));
                }
            }
        }

        /** Where GPUs are reserved, what one deployment uses moves what is covered of the others on that accelerator. */
        private static Set<String> sharing(LineKey line, Set<LineKey> all) {
            List<LineKey> together = all.stream()
                    .filter(key -> key.accelerator().equals(line.accelerator()))
                    .toList();
            boolean reserved = together.stream().anyMatch(key -> key.kind().equals("commitment"));
            return !line.kind().equals("gpu") || !reserved
                    ? Set.of(line.name())
                    : together.stream()
                            .filter(key -> key.kind().equals("gpu"))
                            .map(LineKey::name)
                            .collect(Collectors.toSet());
        }

        private Map<LineKey, BigDecimal> amounts(Statement statement, @Nullable Long number) {
            Statement rounded = invoiced.rounded(statement, number, tariff);
            Map<LineKey, BigDecimal> amounts = new HashMap<>();
            for (Statement.ChargedLine charged : rounded.lines()) {
                BigDecimal amount = charged.amount();
                if (charged.line() instanceof Line.Priced line && amount != null) {
                    amounts.merge(LineKey.of(line), amount, BigDecimal::add);
                }
            }
            return amounts;
        }
    }
}
