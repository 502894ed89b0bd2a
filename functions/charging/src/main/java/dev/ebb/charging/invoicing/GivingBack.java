package dev.ebb.charging.invoicing;

import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.PaidByCredits.Freed;
import dev.ebb.charging.invoicing.PaidByCredits.Payment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What credits paid of usage that is taken back: it goes back to the grants, and does not become cash. */
final class GivingBack {

    private GivingBack() {}

    /**
     * What goes back if the statement's total is below zero: of each month that it lessens no more than {@linkplain
     * PaidByCredits what credits paid of that}, and no more than the total altogether. What money paid is due to the
     * account. At most {@link Burning#MOST_TOUCHED} grants get anything back.
     *
     * @param invoiced all invoices
     */
    static List<CreditEntry> of(Statement statement, Invoiced invoiced) {
        BigDecimal left = statement.total().negate();
        if (left.signum() <= 0) {
            return List.of();
        }
        Map<Payment, BigDecimal> back = new LinkedHashMap<>();
        Set<String> touched = new HashSet<>();
        for (Freed freed : PaidByCredits.after(invoiced.invoices()).freedBy(statement)) {
            BigDecimal amount = freed.amount().min(left);
            String grant = freed.payment().grant();
            if (amount.signum() > 0 && (touched.contains(grant) || touched.size() < Burning.MOST_TOUCHED)) {
                touched.add(grant);
                back.merge(freed.payment(), amount, BigDecimal::add);
                left = left.subtract(amount);
            }
        }
        List<CreditEntry> entries = new ArrayList<>();
        back.forEach((payment, amount) ->
                entries.add(new CreditEntry(payment.grant(), CreditEntry.Kind.RETURNED, amount, payment.invoice())));
        return entries;
    }
}
