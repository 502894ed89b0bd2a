package dev.ebb.charging.invoicing;

import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What credits paid of periods that came to less afterwards: it goes back to the grants, and does not become cash. */
final class GivingBack {

    private GivingBack() {}

    /** What one invoice took from one grant. */
    private record Payment(long invoice, String grant) {}

    /**
     * What goes back if the statement's total is below zero. For each period that its adjustments lessen: no more than
     * that, and no more than the credits that paid for it and were not given back yet. Those are the credits on the
     * invoices that charged for it; and then those on the invoices that share a period with these, for what an adjustment
     * once took off one invoice had been paid on another. What was burned last goes back first, to at most {@link
     * Burning#MOST_TOUCHED} grants.
     *
     * @param invoiced all invoices
     */
    static List<CreditEntry> of(Statement statement, Invoiced invoiced) {
        BigDecimal left = statement.total().negate();
        if (left.signum() <= 0) {
            return List.of();
        }
        Map<Payment, BigDecimal> paid = paid(invoiced);
        Map<Payment, BigDecimal> back = new LinkedHashMap<>();
        Map<YearMonth, BigDecimal> lessened = adjusted(statement);
        for (boolean linked : List.of(false, true)) {
            for (Map.Entry<YearMonth, BigDecimal> month : lessened.entrySet()) {
                Set<Long> payers = linked ? invoiced.linked(month.getKey()) : invoiced.charged(month.getKey());
                BigDecimal given = take(paid, payers, left.min(month.getValue()), back);
                month.setValue(month.getValue().subtract(given));
                left = left.subtract(given);
            }
        }
        List<CreditEntry> entries = new ArrayList<>();
        back.forEach((payment, amount) ->
                entries.add(new CreditEntry(payment.grant(), CreditEntry.Kind.RETURNED, amount, payment.invoice())));
        return entries;
    }

    /** Moves up to {@code most} of what these invoices took from {@code paid} to {@code back}; how much it was. */
    private static BigDecimal take(
            Map<Payment, BigDecimal> paid, Set<Long> payers, BigDecimal most, Map<Payment, BigDecimal> back) {
        BigDecimal given = BigDecimal.ZERO;
        for (Payment payment : List.copyOf(paid.keySet()).reversed()) {
            BigDecimal amount = paid.getOrDefault(payment, BigDecimal.ZERO).min(most.subtract(given));
            if (amount.signum() > 0 && payers.contains(payment.invoice()) && mayTouch(payment, back)) {
                paid.merge(payment, amount.negate(), BigDecimal::add);
                back.merge(payment, amount, BigDecimal::add);
                given = given.add(amount);
            }
        }
        return given;
    }

    private static boolean mayTouch(Payment payment, Map<Payment, BigDecimal> back) {
        Set<String> grants = back.keySet().stream().map(Payment::grant).collect(Collectors.toSet());
        return grants.contains(payment.grant()) || grants.size() < Burning.MOST_TOUCHED;
    }

    private static Map<Payment, BigDecimal> paid(Invoiced invoiced) {
        Map<Payment, BigDecimal> paid = new LinkedHashMap<>();
        for (Invoice invoice : invoiced.invoices()) {
            for (CreditEntry entry : invoice.credits()) {
                Long original = entry.invoice();
                switch (entry.kind()) {
                    case BURNED ->
                        paid.merge(new Payment(invoice.number(), entry.grant()), entry.amount(), BigDecimal::add);
                    case EXPIRED -> {}
                    case RETURNED -> {
                        if (original != null) {
                            paid.computeIfPresent(
                                    new Payment(original, entry.grant()),
                                    (payment, amount) -> amount.subtract(entry.amount()));
                        }
                    }
                }
            }
        }
        return paid;
    }

    /** How much less each period comes to; those that come to no less are left out. */
    private static Map<YearMonth, BigDecimal> adjusted(Statement statement) {
        Map<YearMonth, BigDecimal> adjusted = new TreeMap<>();
        for (ChargedLine charged : statement.lines()) {
            if (charged.line() instanceof Line.Adjustment line) {
                adjusted.merge(line.period(), line.amount().negate(), BigDecimal::add);
            }
        }
        adjusted.values().removeIf(amount -> amount.signum() <= 0);
        return adjusted;
    }
}
