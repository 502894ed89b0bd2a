package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent in a period, and when somebody is told. The forecast's reaching it is always told.
 *
 * @param amount above 0, in the account's currency
 * @param percents of the amount, each from 1 to {@value Threshold.Spent#MAX}; sorted, no two alike, at most
 *     {@value #MAX_THRESHOLDS}
 * @param cap the opt-in to a hard cap, and its amount above 0; null without one. Only an account has one.
 */
public record Budget(
        Scope scope,
        BigDecimal amount,
        List<Integer> percents,
        @Nullable BigDecimal cap) {

    /** Half, four fifths, all. */
    public static final List<Integer> STANDARD_PERCENTS = List.of(50, 80, 100);

    /** How many percentages a budget may have: each is a message. */
    public static final int MAX_THRESHOLDS = 10;

    private static final BigDecimal MAX_AMOUNT = BigDecimal.valueOf(1_000_000_000_000L);
    private static final int MAX_DECIMALS = 4;

    /**
     * Checks every rule, and sorts the percentages.
     *
     * @throws InvalidBudgetException with all that is wrong
     */
    public Budget {
        List<String> problems = new ArrayList<>();
        checkAmount("amount", amount, problems);
        if (cap != null) {
            checkAmount("cap", cap, problems);
            if (!(scope instanceof Scope.Account)) {
                problems.add("cap: only an account can have one, not " + scope.text());
            }
        }
        if (percents.isEmpty() || percents.size() > MAX_THRESHOLDS) {
            problems.add("thresholds: must be 1 to " + MAX_THRESHOLDS + ", are " + percents.size());
        }
        for (int percent : percents) {
            if (percent < 1 || percent > Threshold.Spent.MAX) {
                problems.add("thresholds: each must be from 1 to " + Threshold.Spent.MAX + ", is " + percent);
            }
        }
        TreeSet<Integer> sorted = new TreeSet<>(percents);
        if (sorted.size() < percents.size()) {
            problems.add("thresholds: no two may be alike, are " + percents);
        }
        if (!problems.isEmpty()) {
            throw new InvalidBudgetException(problems);
        }
        amount = plain(amount);
        cap = cap == null ? null : plain(cap);
        percents = List.copyOf(sorted);
    }

    /** A budget as a person spells it. */
    public record Draft(
            Scope scope,
            String amount,
            @Nullable String percents,
            @Nullable String cap) {}

    /**
     * Reads a draft; without percentages it has the {@linkplain #STANDARD_PERCENTS standard ones}.
     *
     * @throws InvalidBudgetException with all that is wrong
     */
    public static Budget of(Draft draft) {
        List<String> problems = new ArrayList<>();
        BigDecimal amount = decimal("amount", draft.amount(), problems);
        BigDecimal cap = draft.cap() == null ? null : decimal("cap", draft.cap(), problems);
        List<Integer> percents = percents(draft.percents(), problems);
        try {
            Budget budget = new Budget(draft.scope(), amount, percents, cap);
            if (problems.isEmpty()) {
                return budget;
            }
        } catch (InvalidBudgetException more) {
            problems.addAll(more.problems());
        }
        throw new InvalidBudgetException(problems);
    }

    /**
     * Checks that the currency has such amounts.
     *
     * @param currency the account's
     * @return this budget
     * @throws InvalidBudgetException with each amount that has more decimals than the currency
     */
    public Budget requireIn(Currency currency) {
        List<String> problems = new ArrayList<>();
        int decimals = Math.max(0, currency.getDefaultFractionDigits());
        checkDecimals("amount", amount, decimals, currency, problems);
        if (cap != null) {
            checkDecimals("cap", cap, decimals, currency, problems);
        }
        if (!problems.isEmpty()) {
            throw new InvalidBudgetException(problems);
        }
        return this;
    }

    private static void checkDecimals(
            String field, BigDecimal value, int decimals, Currency currency, List<String> problems) {
        if (value.scale() > decimals) {
            problems.add(field + ": must have at most " + decimals + " decimals, as " + currency + " has, is "
                    + value.toPlainString());
        }
    }

    private static BigDecimal decimal(String field, String text, List<String> problems) {
        try {
            if (text.length() <= 40) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException noNumber) {
            // Said below, together with texts that are too long.
        }
        problems.add(field + ": must be a decimal number such as 5000.00, is \"" + text + "\"");
        return BigDecimal.ONE;
    }

    private static List<Integer> percents(@Nullable String text, List<String> problems) {
        if (text == null) {
            return STANDARD_PERCENTS;
        }
        List<Integer> percents = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (part.strip().matches("[0-9]{1,4}")) {
                percents.add(Integer.valueOf(part.strip()));
            } else {
                problems.add("thresholds: must be whole percentages such as 50,80,100, is \"" + part.strip() + "\"");
            }
        }
        return percents.isEmpty() ? STANDARD_PERCENTS : percents;
    }

    private static void checkAmount(String field, BigDecimal amount, List<String> problems) {
        if (amount.signum() <= 0
                || amount.compareTo(MAX_AMOUNT) > 0
                || amount.stripTrailingZeros().scale() > MAX_DECIMALS) {
            problems.add(field + ": must be above 0, at most " + MAX_AMOUNT + ", and have at most " + MAX_DECIMALS
                    + " decimals, is " + amount);
        }
    }

    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** All that somebody is told of. */
    public List<Threshold> thresholds() {
        List<Threshold> all = new ArrayList<>();
        percents.forEach(percent -> all.add(new Threshold.Spent(percent)));
        all.add(new Threshold.Forecast());
        return all;
    }

    /** Those that are reached. */
    public List<Threshold> reached(Spend spend) {
        Fraction exact = Fraction.of(amount);
        return thresholds().stream()
                .filter(threshold -> threshold.isReached(exact, spend))
                .toList();
    }
}
