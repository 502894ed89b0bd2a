package dev.ebb.charging.budgets;

import dev.ebb.charging.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;

/**
 * How near an account is to its hard cap.
 *
 * @param account whose
 * @param cap the amount, in the account's currency; above 0
 * @param period within which it counts
 * @param asOf the present for which it holds
 * @param unpriced whether something is used that has no price: it is in none of the amounts, and the cap does not hold for
 *     it
 * @param ahead the rest
 */
public record CapOutlook(
        String account,
        BigDecimal cap,
        Period period,
        Instant asOf,
        Currency currency,
        boolean unpriced,
        HardCap.Outlook ahead) {}
