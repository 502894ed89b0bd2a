package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;

/**
 * What an account with a hard cap has spent and runs; all rates by the hour.
 *
 * @param cap the amount, in the account's currency; above 0
 * @param period within which it counts
 * @param asOf the present for which it holds
 * @param unpriced whether something is used that has no price: it is in none of the amounts
 * @param accrued never below what has accrued
 * @param gpus what the account's running GPUs cost now, beyond what is reserved
 * @param besides what accrues beside them, and can't be stopped: tokens, and what is reserved
 * @param targets all deployments of the account
 */
public record CapFigures(
        String account,
        BigDecimal cap,
        Period period,
        Instant asOf,
        Currency currency,
        boolean unpriced,
        Fraction accrued,
        Fraction gpus,
        Fraction besides,
        List<CapTarget> targets) {

    /** Copies the deployments. */
    public CapFigures {
        targets = List.copyOf(targets);
    }
}
