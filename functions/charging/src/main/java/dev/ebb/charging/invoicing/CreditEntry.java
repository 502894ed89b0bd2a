package dev.ebb.charging.invoicing;

import java.math.BigDecimal;

/**
 * What an invoice took from a grant.
 *
 * @param grant its id
 * @param amount above 0
 */
public record CreditEntry(String grant, Kind kind, BigDecimal amount) {

    /** Why it is gone. */
    public enum Kind {
        /** It paid for a part of the invoice. */
        BURNED,
        /** It had expired before the invoice's period ended. */
        EXPIRED
    }
}
