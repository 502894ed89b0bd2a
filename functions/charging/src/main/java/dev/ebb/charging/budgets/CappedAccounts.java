package dev.ebb.charging.budgets;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which accounts have a hard cap, found without looking at those that have none. */
public interface CappedAccounts {

    /**
     * An account that has a hard cap, or had one until lately.
     *
     * @param isCapped whether it has one now
     * @param setAt when somebody last said anything of its budget; the epoch if that is not known
     */
    record Capped(String account, boolean isCapped, Instant setAt) {}

    /**
     * All of them, by name.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if they can't be read in time
     */
    List<Capped> all(Deadline deadline);

    /** One of them; empty if it never had a cap, or has long had none. */
    Optional<Capped> capped(String account, Deadline deadline);
}
