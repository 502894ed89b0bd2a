package dev.ebb.charging.budgets;

import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.Optional;

/** What accounts are charged by. */
@FunctionalInterface
public interface ChargeBasis {

    /**
     * What an account is charged by at an instant.
     *
     * @param period the one that the instant is in
     * @param tariff of an empty price book if there is none in its currency
     * @param draft the last one of that period
     */
    record Basis(Period period, Tariff tariff, Optional<LastDraft.Draft> draft) {}

    /**
     * An account's, in a number of reads that does not grow with its deployments, replicas or events.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if it can't be read in time
     */
    Basis of(String account, Instant now, Deadline deadline);
}
