package dev.ebb.charging.invoicing;

import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.Tariff;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What some invoices have charged for a period: its own lines, and later adjustments of them. */
public final class Invoiced {

    private final Map<YearMonth, Map<LineKey, BigDecimal>> amounts = new TreeMap<>();
    private final SortedMap<Long, Invoice> invoices = new TreeMap<>();

    /** @param invoices of one account */
    public Invoiced(List<Invoice> invoices) {
        for (Invoice invoice : invoices) {
            this.invoices.put(invoice.number(), invoice);
            for (ChargedLine line : invoice.statement().lines()) {
                add(invoice, line);
            }
        }
    }

    private void add(Invoice invoice, ChargedLine charged) {
        BigDecimal amount = charged.amount();
        if (amount == null) {
            return;
        }
        switch (charged.line()) {
            case Line.Priced line -> add(invoice.statement().period().month(), LineKey.of(line), amount);
            case Line.Adjustment adjustment -> add(adjustment.period(), adjustment.line(), amount);
        }
    }

    private void add(YearMonth month, LineKey line, BigDecimal amount) {
        amounts.computeIfAbsent(month, k -> new TreeMap<>()).merge(line, amount, BigDecimal::add);
    }

    /** What was charged for a month's lines; lines that were not charged are left out. */
    public Map<LineKey, BigDecimal> of(YearMonth month) {
        return Map.copyOf(amounts.getOrDefault(month, Map.of()));
    }

    /** The months that anything was charged for. */
    public Set<YearMonth> months() {
        return Set.copyOf(amounts.keySet());
    }

    /** All of them, by number. */
    List<Invoice> invoices() {
        return List.copyOf(invoices.values());
    }

    /** An invoice among them. */
    Optional<Invoice> invoice(long number) {
        return Optional.ofNullable(invoices.get(number));
    }

    /**
     * A period's statement of today, rounded as its invoice was: together with the adjustments that it carries.
     *
     * @param number of the period's invoice, which must be among them; null if it has none
     */
    public Statement rounded(Statement today, @Nullable Long number, Tariff tariff) {
        List<Line> all = new ArrayList<>();
        today.lines().forEach(charged -> all.add(charged.line()));
        if (number != null) {
            all.addAll(adjustmentsOn(number));
        }
        return Statement.of(today.account(), today.period(), tariff, all, true);
    }

    private List<Line> adjustmentsOn(long number) {
        List<Line> lines = new ArrayList<>();
        invoice(number)
                .ifPresent(invoice -> invoice.statement().lines().stream()
                        .map(ChargedLine::line)
                        .filter(Line.Adjustment.class::isInstance)
                        .forEach(lines::add));
        return lines;
    }
}
