package dev.ebb.charging.budgets;

import dev.ebb.metering.Deadline;
import java.util.List;

/** The budgets that accounts have set. */
public interface Budgets {

    /**
     * An account's budgets: its own first, then those of labels in their order.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if they can't be read in time
     */
    List<Budget> of(String account, Deadline deadline);

    /** Sets a budget; it takes the place of one with the same scope, its cap included. */
    void set(String account, Budget budget, Deadline deadline);

    /** Removes a budget. False if there was none. */
    boolean remove(String account, Scope scope, Deadline deadline);
}
