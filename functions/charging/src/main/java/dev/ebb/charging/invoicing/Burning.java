package dev.ebb.charging.invoicing;

import dev.ebb.charging.Statement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What credits pay of a statement.
 *
 * @param entries what is taken from which grant, in the order in which it is taken, and then what is given back
 * @param rest all grants, as they are afterwards
 * @param statement the statement, with what is due if there are grants
 */
public record Burning(List<CreditEntry> entries, List<Grant> rest, Statement statement) {

    /** An invoice touches so many grants at most: it is one transaction, which holds 100 items, and half are others. */
    public static final int MOST_TOUCHED = 50;

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
     * <p>Where that would be more than {@link #MOST_TOUCHED} grants, what is given back comes first, then what is burned,
     * and then what has expired, which is worth nothing and can wait. The grants that are left over are for the next
     * invoice. What would go back to yet more grants than these is due to the account instead.
     *
     * @param invoiced all invoices; asked only if the total is below zero
     * @param grants all that the account was ever given; those in another currency stay as they are
     */
    public static Burning of(Statement statement, List<Grant> grants, Invoiced invoiced) {
        List<CreditEntry> back = GivingBack.of(statement, invoiced);
        Map<String, BigDecimal> given = new HashMap<>();
        back.forEach(entry -> given.merge(entry.grant(), entry.amount(), BigDecimal::add));
        Set<String> touched = touched(statement, grants, given.keySet());
        BigDecimal left = statement.total();
        List<CreditEntry> entries = new ArrayList<>();
        List<Grant> rest = new ArrayList<>();
        for (Grant grant : grants.stream().sorted(Grant.ORDER).toList()) {
            BigDecimal taken = BigDecimal.ZERO;
            if (isOpen(grant, statement) && touched.contains(grant.id())) {
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

    private static boolean isOpen(Grant grant, Statement statement) {
        return grant.currency().equals(statement.currency())
                && grant.remaining().signum() > 0;
    }

    /** The grants that an invoice may touch. */
    private static Set<String> touched(Statement statement, List<Grant> grants, Set<String> given) {
        Set<String> touched = new HashSet<>(given);
        BigDecimal left = statement.total();
        for (Grant grant : grants.stream().sorted(Grant.ORDER).toList()) {
            boolean pays = isOpen(grant, statement) && !grant.isExpiredBefore(statement.to());
            if (pays && left.signum() > 0 && touched.size() < MOST_TOUCHED) {
                touched.add(grant.id());
                left = left.subtract(grant.remaining());
            }
        }
        for (Grant grant : grants) {
            boolean expired = isOpen(grant, statement) && grant.isExpiredBefore(statement.to());
            if (expired && touched.size() < MOST_TOUCHED) {
                touched.add(grant.id());
            }
        }
        return touched;
    }
}
