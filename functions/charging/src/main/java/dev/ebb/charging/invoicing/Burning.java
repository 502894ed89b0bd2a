package dev.ebb.charging.invoicing;

import dev.ebb.charging.Statement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What credits pay of a statement.
 *
 * @param entries what is taken from which grant, in the order in which it is taken
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
     * than the statement's total. What is left of those that have is recorded as expired.
     *
     * @param grants all that the account was ever given; those in another currency stay as they are
     */
    public static Burning of(Statement statement, List<Grant> grants) {
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
            rest.add(grant.less(taken));
        }
        return new Burning(entries, rest, grants.isEmpty() ? statement : statement.withDue(left));
    }
}
