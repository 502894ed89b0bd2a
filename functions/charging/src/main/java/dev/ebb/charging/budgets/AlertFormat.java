package dev.ebb.charging.budgets;

/** Writes alerts down. */
@FunctionalInterface
public interface AlertFormat {

    /** The alert as JSON: equal alerts are equal texts. */
    String json(String alertId, Alert alert);
}
