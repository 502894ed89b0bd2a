package dev.ebb.charging.invoicing;

import dev.ebb.charging.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that has been finalised and never changes again.
 *
 * @param number from 1 on, without gaps within the account
 * @param statement what is owed, with the adjustments of earlier periods; its {@code due} is what is left after credits
 * @param credits what it took from which grant, and gave back
 * @param priceBook the number of the price book's version; 0 if there was none
 * @param terms the first instants of the agreement's terms that it was computed with
 * @param finalisedAt when it was made
 * @param accepted why it was made although it is incomplete, in the words of whoever said so; null if it is complete
 */
public record Invoice(
        long number,
        Statement statement,
        List<CreditEntry> credits,
        long priceBook,
        List<Instant> terms,
        Instant finalisedAt,
        @Nullable String accepted) {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the number is below 1, or it is incomplete and nobody accepted that
     */
    public Invoice {
        credits = List.copyOf(credits);
        terms = List.copyOf(terms);
        if (number < 1) {
            throw new IllegalArgumentException("number: must be at least 1, is " + number);
        }
        if (!statement.complete() && accepted == null) {
            throw new IllegalArgumentException("accepted: must say why an incomplete statement becomes an invoice");
        }
    }

    /** Who is billed. */
    public String account() {
        return statement.account();
    }

    /** What is to be paid. */
    public BigDecimal due() {
        BigDecimal due = statement.due();
        return due == null ? statement.total() : due;
    }
}
