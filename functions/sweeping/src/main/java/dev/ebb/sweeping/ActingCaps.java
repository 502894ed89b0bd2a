package dev.ebb.sweeping;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Instant;
import java.util.Optional;

/** Knows which hard caps act. */
@FunctionalInterface
public interface ActingCaps {

    /**
     * The account's, if it acts at that instant: as the last look at the account has found.
     *
     * @throws LedgerUnavailableException if it can't be read in time
     */
    Optional<ActingCap> acting(String account, Instant now, Deadline deadline);
}
