package dev.ebb.charging.invoicing;

import dev.ebb.metering.Names;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * A credit that an account was given.
 *
 * @param id unique within the account; matches {@link Names#ID}
 * @param amount above 0, with at most as many decimals as the currency has
 * @param remaining what of it is neither burned nor expired
 * @param priority from 0 to 1000; lower ones are burned first
 * @param createdAt when it was given
 * @param expiresAt the first instant at which it is worth nothing; null for never
 * @param reason why it was given, 1 to 500 characters
 */
public record Grant(
        String id,
        Currency currency,
        BigDecimal amount,
        BigDecimal remaining,
        int priority,
        Instant createdAt,
        @Nullable Instant expiresAt,
        String reason) {

    /** The order in which they are burned: by priority, by expiry (never comes last), by age, by id. */
    public static final Comparator<Grant> ORDER = Comparator.comparingInt(Grant::priority)
            .thenComparing(Grant::expiresAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Grant::createdAt)
            .thenComparing(Grant::id);

    /** The lowest priority. */
    public static final int LAST_PRIORITY = 1000;

    private static final int MAX_DIGITS = 30;
    private static final int MAX_REASON = 500;

    /**
     * Checks every rule.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public Grant {
        if (!Names.ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: must match " + Names.ID + ", is \"" + id + "\"");
        }
        int decimals = Math.max(0, currency.getDefaultFractionDigits());
        if (amount.signum() <= 0 || amount.stripTrailingZeros().scale() > decimals || amount.precision() > MAX_DIGITS) {
            throw new IllegalArgumentException("amount: must be above 0, with at most " + decimals + " decimals and "
                    + MAX_DIGITS + " digits, is " + amount.toPlainString());
        }
        amount = amount.setScale(decimals);
        if (remaining.signum() < 0 || remaining.compareTo(amount) > 0) {
            throw new IllegalArgumentException(
                    "remaining: must be from 0 to the amount, is " + remaining.toPlainString());
        }
        remaining = remaining.setScale(decimals);
        if (priority < 0 || priority > LAST_PRIORITY) {
            throw new IllegalArgumentException("priority: must be from 0 to " + LAST_PRIORITY + ", is " + priority);
        }
        if (expiresAt != null && !expiresAt.isAfter(createdAt)) {
            throw new IllegalArgumentException(
                    "expiresAt: must be after it is given (" + createdAt + "), is " + expiresAt);
        }
        int length = reason.codePointCount(0, reason.length());
        if (reason.isBlank() || length > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason: must be of 1 to " + MAX_REASON + " characters, is of " + length);
        }
    }

    /** A new one, of which nothing is burned. */
    public static Grant of(
            String id,
            Currency currency,
            BigDecimal amount,
            int priority,
            Instant createdAt,
            @Nullable Instant expiresAt,
            String reason) {
        return new Grant(id, currency, amount, amount, priority, createdAt, expiresAt, reason);
    }

    /** Whether it is worth nothing any more at the end of a period. */
    boolean isExpiredBefore(Instant end) {
        return expiresAt != null && expiresAt.isBefore(end);
    }

    Grant less(BigDecimal taken) {
        return new Grant(id, currency, amount, remaining.subtract(taken), priority, createdAt, expiresAt, reason);
    }
}
