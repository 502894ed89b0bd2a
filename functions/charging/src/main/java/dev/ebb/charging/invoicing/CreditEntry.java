package dev.ebb.charging.invoicing;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an invoice took from a grant, or gave back to it.
 *
 * @param grant its id
 * @param amount above 0
 * @param invoice the number of the invoice that had taken what is given back; null for the other kinds
 */
public record CreditEntry(
        String grant,
        Kind kind,
        BigDecimal amount,
        @Nullable Long invoice) {

    /** Why it is gone, or there again. */
    public enum Kind {
        /** It paid for a part of the invoice. */
        BURNED,
        /** It had expired before the invoice's period ended. */
        EXPIRED,
        /** It had paid for a part of an earlier invoice, which came to less afterwards. */
        RETURNED
    }

    /**
     * Checks that what is given back, and nothing else, names an invoice.
     *
     * @throws IllegalArgumentException if not
     */
    public CreditEntry {
        if ((kind == Kind.RETURNED) != (invoice != null)) {
            throw new IllegalArgumentException(
                    "invoice: must be there exactly if the kind is RETURNED, is " + invoice + " for " + kind);
        }
    }

    /** Of what is taken. */
    public CreditEntry(String grant, Kind kind, BigDecimal amount) {
        this(grant, kind, amount, null);
    }

    /** By how much the grant has less afterwards; below 0 for what is given back. */
    public BigDecimal taken() {
        return kind == Kind.RETURNED ? amount.negate() : amount;
    }
}
