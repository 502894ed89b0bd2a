package dev.ebb.charging.budgets;

import java.util.List;

/** A budget breaks rules. */
public final class InvalidBudgetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems all of them, at least one; each names field, rule and value */
    public InvalidBudgetException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** All rules that are broken. */
    public List<String> problems() {
        return problems;
    }
}
