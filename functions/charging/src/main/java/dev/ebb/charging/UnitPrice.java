package dev.ebb.charging;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a unit costs, and who says so.
 *
 * @param from the first instant of the row of the price book, or of the agreement, that names it; whole milliseconds
 * @param priceFrom {@code from} as the row spells it
 * @param amount what a unit costs, in the book's currency, after what is taken off; not negative
 * @param unitPrice what it costs before, as the row spells it
 * @param agreed what an agreement has to do with it; null if it is the book's alone
 */
public record UnitPrice(
        Instant from,
        String priceFrom,
        BigDecimal amount,
        String unitPrice,
        @Nullable Agreed agreed) {

    /**
     * What an account has agreed.
     *
     * @param from the first instant of the term of the agreement
     * @param percentOff what is taken off the book's price, as the agreement spells it; null if the price itself is the
     *     agreement's
     */
    public record Agreed(Instant from, @Nullable String percentOff) {}

    /** A price book's own. */
    public UnitPrice(Instant from, String priceFrom, BigDecimal amount, String unitPrice) {
        this(from, priceFrom, amount, unitPrice, null);
    }

    /** Earlier ones first, the book's alone before what was agreed, and no price before all of them. */
    static int compareFrom(@Nullable UnitPrice left, @Nullable UnitPrice right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        int byFrom = left.from.compareTo(right.from);
        return byFrom != 0 ? byFrom : left.agreedFrom().compareTo(right.agreedFrom());
    }

    private Instant agreedFrom() {
        return agreed == null ? Instant.MIN : agreed.from();
    }

    /** Less a percentage. */
    UnitPrice less(BigDecimal percent, Agreed by) {
        BigDecimal rest = BigDecimal.ONE.subtract(percent.movePointLeft(2));
        return new UnitPrice(from, priceFrom, amount.multiply(rest), unitPrice, by);
    }
}
