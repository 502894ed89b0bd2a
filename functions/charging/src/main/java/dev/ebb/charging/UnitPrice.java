package dev.ebb.charging;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One price of a price book, and since when it holds.
 *
 * @param from its first instant, whole milliseconds
 * @param priceFrom {@code from} as the book spells it
 * @param amount what a unit costs, in the book's currency; not negative
 * @param unitPrice {@code amount} as the book spells it
 */
public record UnitPrice(Instant from, String priceFrom, BigDecimal amount, String unitPrice) {

    /** Earlier ones first, and no price before all of them. */
    static int compareFrom(@Nullable UnitPrice left, @Nullable UnitPrice right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        return left.from.compareTo(right.from);
    }
}
