package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import java.time.Instant;
import java.util.List;

/**
 * An account's spend, and what stands behind it.
 *
 * @param tariff what it pays
 * @param spend of the whole account
 * @param accruedBound never below {@code spend.monthToDate()} as it truly is
 * @param burning its deployments, highest burn first; empty if nobody looked
 */
public record AccountFigures(Tariff tariff, Spend spend, Fraction accruedBound, List<Burning> burning) {

    /** Copies the deployments. */
    public AccountFigures {
        burning = List.copyOf(burning);
    }

    /**
     * Of a period that is over.
     *
     * @param asOf the instant at which its statement was computed
     */
    public static AccountFigures over(Tariff tariff, Statement statement, Instant asOf) {
        Spend spend = Spend.over(new LastDraft.Draft(statement, asOf));
        return new AccountFigures(tariff, spend, spend.monthToDate(), List.of());
    }
}
