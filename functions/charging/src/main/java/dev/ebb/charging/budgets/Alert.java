package dev.ebb.charging.budgets;

import java.time.YearMonth;
import java.util.List;

/**
 * A threshold that is reached.
 *
 * @param account whose budget
 * @param burning all deployments behind it, highest burn first
 */
public record Alert(String account, Budget budget, Threshold threshold, Spend spend, List<Burning> burning) {

    /** How many deployments a message names: more than a person reads, and few enough for its size. */
    public static final int MAX_NAMED = 20;

    /** Copies the deployments. */
    public Alert {
        burning = List.copyOf(burning);
    }

    /** Those that a message names. */
    public List<Burning> named() {
        return burning.subList(0, Math.min(MAX_NAMED, burning.size()));
    }

    /**
     * Which alert it is: there is one for a period, a budget and a threshold. A budget of another amount is another
     * budget, so whoever raises one is told again.
     *
     * @param amount as the budget has it
     */
    public record Key(YearMonth period, String scope, String amount, String threshold) {

        /** As a text; no two alike. */
        public String text() {
            return period + " " + scope + " " + amount + " " + threshold;
        }
    }

    /** Which one it is. */
    public Key key() {
        return new Key(
                spend.period().month(), budget.scope().text(), budget.amount().toPlainString(), threshold.text());
    }
}
