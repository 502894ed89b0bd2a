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
import java.util.TreeMap;

/**
 * Which part of each month credits paid, as of the last of an account's invoices. It follows from the invoices alone.
 *
 * <p>An invoice charges some months more, and others less. What a month comes to less frees what paid for it: credits
 * before money, and of credits what was burned last. What is freed and not returned to its grant pays for the months that
 * come to more, the earliest first; then what the invoice burns does, in the same order; money pays the rest. So the
 * credits that paid a month never exceed what was charged for it, and all months together have what was burned and not
 * returned.
 */
final class PaidByCredits {

    /** What one invoice took from one grant. */
    record Payment(long invoice, String grant) {}

    /** A part of a payment that is free, and the month that it had paid. */
    record Freed(YearMonth month, Payment payment, BigDecimal amount) {}

    private final Map<YearMonth, Map<Payment, BigDecimal>> months = new TreeMap<>();
    private final List<Payment> burned = new ArrayList<>();

    /** @param invoices all of an account, by number */
    static PaidByCredits after(List<Invoice> invoices) {
        PaidByCredits paid = new PaidByCredits();
        invoices.forEach(paid::add);
        return paid;
    }

    /** By how much each month's charge changes with a statement; months that do not change are left out. */
    static Map<YearMonth, BigDecimal> changes(Statement statement) {
        Map<YearMonth, BigDecimal> changes = new TreeMap<>();
        for (ChargedLine charged : statement.lines()) {
            BigDecimal amount = charged.amount();
            if (amount != null) {
                YearMonth month = charged.line() instanceof Line.Adjustment adjustment
                        ? adjustment.period()
                        : statement.period().month();
                changes.merge(month, amount, BigDecimal::add);
            }
        }
        changes.values().removeIf(amount -> amount.signum() == 0);
        return changes;
    }

    /** What a statement's lessened months free, the earliest month first, and of each what was burned last first. */
    List<Freed> freedBy(Statement statement) {
        List<Freed> freed = new ArrayList<>();
        changes(statement).forEach((month, change) -> {
            BigDecimal left = change.negate();
            Map<Payment, BigDecimal> payments = months.getOrDefault(month, Map.of());
            for (Payment payment : lastBurnedFirst(payments)) {
                BigDecimal amount =
                        payments.getOrDefault(payment, BigDecimal.ZERO).min(left);
                if (amount.signum() > 0) {
                    freed.add(new Freed(month, payment, amount));
                    left = left.subtract(amount);
                }
            }
        });
        return freed;
    }

    private List<Payment> lastBurnedFirst(Map<Payment, BigDecimal> payments) {
        return burned.reversed().stream().filter(payments::containsKey).toList();
    }

    private void add(Invoice invoice) {
        Map<Payment, BigDecimal> free = new LinkedHashMap<>();
        for (Freed freed : freedBy(invoice.statement())) {
            take(freed.month(), freed.payment(), freed.amount());
            free.merge(freed.payment(), freed.amount(), BigDecimal::add);
        }
        for (CreditEntry entry : invoice.credits()) {
            Long original = entry.invoice();
            if (original != null) {
                giveBack(new Payment(original, entry.grant()), entry.amount(), free);
            }
        }
        for (CreditEntry entry : invoice.credits()) {
            if (entry.kind() == CreditEntry.Kind.BURNED) {
                Payment payment = new Payment(invoice.number(), entry.grant());
                burned.add(payment);
                free.merge(payment, entry.amount(), BigDecimal::add);
            }
        }
        pay(changes(invoice.statement()), free);
    }

    /** Takes it from what is free, and whatever an invoice returned beyond that from the months that it still pays. */
    private void giveBack(Payment payment, BigDecimal amount, Map<Payment, BigDecimal> free) {
        BigDecimal left = amount.subtract(free.getOrDefault(payment, BigDecimal.ZERO));
        free.computeIfPresent(payment, (key, available) -> available.subtract(amount.min(available)));
        for (YearMonth month : List.copyOf(months.keySet())) {
            BigDecimal taken = left.min(months.get(month).getOrDefault(payment, BigDecimal.ZERO));
            if (taken.signum() > 0) {
                take(month, payment, taken);
                left = left.subtract(taken);
            }
        }
    }

    /** Spends what is free on the months that come to more, the earliest first. */
    private void pay(Map<YearMonth, BigDecimal> changes, Map<Payment, BigDecimal> free) {
        changes.forEach((month, change) -> {
            BigDecimal left = change;
            for (Map.Entry<Payment, BigDecimal> payment : free.entrySet()) {
                BigDecimal amount = payment.getValue().min(left);
                if (amount.signum() > 0) {
                    months.computeIfAbsent(month, ignored -> new LinkedHashMap<>())
                            .merge(payment.getKey(), amount, BigDecimal::add);
                    payment.setValue(payment.getValue().subtract(amount));
                    left = left.subtract(amount);
                }
            }
        });
    }

    private void take(YearMonth month, Payment payment, BigDecimal amount) {
        months.computeIfPresent(month, (ignored, payments) -> {
            payments.merge(payment, amount.negate(), BigDecimal::add);
            payments.values().removeIf(left -> left.signum() == 0);
            return payments;
        });
    }
}
