package dev.ebb.charging;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/**
 * The price books, one a currency, as append-only versions: a later one replaces the earlier as a whole, but may not
 * change a price before the end of any finalised period. It may add one there where there was none: a complete invoice has
 * no such usage, and one that was accepted as incomplete is adjusted.
 */
public interface PriceBooks {

    /**
     * A version of a price book.
     *
     * @param number 1 for the first, without gaps
     * @param addedAt when it was added
     * @param reason why, in the words of whoever added it
     */
    record Version(long number, Instant addedAt, String reason, PriceBook book) {}

    /** The latest version; empty if there is none in that currency. */
    Optional<Version> latest(Currency currency);

    /** All versions, in order. */
    List<Version> all(Currency currency);

    /**
     * Adds a version. The accounts in its currency that have something to charge are charged by it at the next full hour.
     *
     * @return its number
     * @throws FinalisedPeriodException if it would change a price before the end of a finalised period
     */
    long add(PriceBook book, String reason, Instant now);

    /**
     * Forbids every change before {@code until}, for ever. Whoever finalises a period does this first, and reads the
     * latest version afterwards.
     */
    void close(Currency currency, Instant until);
}
