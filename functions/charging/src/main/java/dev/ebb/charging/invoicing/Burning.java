package dev.ebb.charging.invoicing;

import dev.ebb.charging.Statement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What credits pay of a statement.
 *
 * @param entries what is taken from which grant, in the order in which it is taken, and then what is given back
 * @param rest all grants, as they are afterwards
 * @param statement the statement, with what is due if there are grants
 */
public record Burning(List<CreditEntry> entries, List<Grant> rest, Statement statement) {

    /** Copies the lists. */
    public Burning {
        entries = List.copyOf(entries);
        rest = List.copyOf(rest);
    }

    /**
     * Burns credits in {@linkplain Grant#ORDER their order}: those that have not expired at the period's end, never more
     * than the statement's total. What is left of those that have is recorded as expired. Of a total below zero, what
     * credits had paid goes back to them; they expire as they always would have.
     *
     * @param invoiced all invoices; asked only if the total is below zero
     * @param grants all that the account was ever given; those in another currency stay as they are
     */
    public static Burning of(Statement statement, List<Grant> grants, Invoiced invoiced) {
        List<CreditEntry> back = GivingBack.of(statement, invoiced);
        Map<String, BigDecimal> given = new HashMap<>();
        back.forEach(entry -> given.merge(entry.grant(), entry.amount(), BigDecimal::add));
        BigDecimal left = statement.total();
        List<CreditEntry> entries = new ArrayList<>();
        List<Grant> rest = new ArrayList<>();
        for (Grant grant : grants.stream().sorted(Grant.ORDER).toList()) {
            BigDecimal taken = BigDecimal.ZERO;
            if (grant.currency().equals(statement.currency())
                    && grant.remaining().signum() > 0) {
                if (grant.isExpiredBefore(statement.to())) {
                    taken = grant.remaining();
                    entries.add(new CreditEntry(grant.id(), CreditEntry.Kind.EXPIRED, taken));
                } else if (left.signum() > 0) {
                    taken = grant.remaining().min(left);
                    left = left.subtract(taken);
                    entries.add(new CreditEntry(grant.id(), CreditEntry.Kind.BURNED, taken));
                }
            }
            BigDecimal returned = given.getOrDefault(grant.id(), BigDecimal.ZERO);
            left = left.add(returned);
            rest.add(grant.less(taken.subtract(returned)));
        }
        entries.addAll(back);
        return new Burning(entries, rest, grants.isEmpty() ? statement : statement.withDue(left));
    }
}
