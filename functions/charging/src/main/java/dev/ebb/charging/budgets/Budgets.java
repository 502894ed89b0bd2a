package dev.ebb.charging.budgets;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.List;

/** The budgets that accounts have set. */
public interface Budgets {

    /**
     * An account's budgets: its own first, then those of labels in their order.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if they can't be read in time
     */
    List<Budget> of(String account, Deadline deadline);

    /**
     * Those that have been as they are since before an instant, likewise.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if they can't be read in time
     */
    List<Budget> setBefore(String account, Instant end, Deadline deadline);

    /**
     * Sets a budget; it takes the place of one with the same scope, its cap included. The account is charged, and compared
     * with it, at the next full hour.
     */
    void set(String account, Budget budget, Instant now, Deadline deadline);

    /** Removes a budget, likewise. False if there was none. */
    boolean remove(String account, Scope scope, Instant now, Deadline deadline);
}
