package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import java.math.BigDecimal;

/** What a budget's owner wants to be told of, once a period. */
public sealed interface Threshold {

    /** So much of the budget is spent. */
    record Spent(int percent) implements Threshold {

        /** The highest that makes sense: ten times the budget. */
        public static final int MAX = 1_000;

        /** @throws IllegalArgumentException if it is out of range */
        public Spent {
            if (percent < 1 || percent > MAX) {
                throw new IllegalArgumentException("thresholds: must be from 1 to " + MAX + ", is " + percent);
            }
        }

        @Override
        public String text() {
            return String.valueOf(percent);
        }

        @Override
        public boolean isReached(Fraction amount, Spend spend) {
            Fraction part = amount.times(Fraction.of(BigDecimal.valueOf(percent, 2)));
            return spend.monthToDate().compareTo(part) >= 0;
        }
    }

    /** The forecast reaches the budget; of a period that is over there is none. */
    record Forecast() implements Threshold {
        @Override
        public String text() {
            return "forecast";
        }

        @Override
        public boolean isReached(Fraction amount, Spend spend) {
            return !spend.isOver() && spend.forecast().compareTo(amount) >= 0;
        }
    }

    /** As keys spell it; no two alike. */
    String text();

    /** Whether it is reached. */
    boolean isReached(Fraction amount, Spend spend);
}
