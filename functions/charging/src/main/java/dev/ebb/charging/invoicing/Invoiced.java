package dev.ebb.charging.invoicing;

import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Statement.ChargedLine;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What some invoices have charged for a period: its own lines, and later adjustments of them. */
public final class Invoiced {

    private final Map<YearMonth, Map<LineKey, BigDecimal>> amounts = new TreeMap<>();
    private final Map<Long, Invoice> invoices = new HashMap<>();

    /** @param invoices of one account */
    public Invoiced(List<Invoice> invoices) {
        for (Invoice invoice : invoices) {
            this.invoices.put(invoice.number(), invoice);
            for (ChargedLine line : invoice.statement().lines()) {
                add(invoice.statement().period().month(), line);
            }
        }
    }

    private void add(YearMonth month, ChargedLine charged) {
        BigDecimal amount = charged.amount();
        if (amount == null) {
            return;
        }
        switch (charged.line()) {
            case Line.Priced line -> add(month, LineKey.of(line), amount);
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

    /** An invoice among them. */
    Optional<Invoice> invoice(long number) {
        return Optional.ofNullable(invoices.get(number));
    }

    /** The adjustments of other periods that an invoice carries. */
    List<Line> adjustmentsOn(long number) {
        List<Line> lines = new ArrayList<>();
        invoice(number)
                .ifPresent(invoice -> invoice.statement().lines().stream()
                        .map(ChargedLine::line)
                        .filter(Line.Adjustment.class::isInstance)
                        .forEach(lines::add));
        return lines;
    }
}
