package dev.ebb.sweeping.policy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was set, by level, with its history. A change is an event: dated, numbered, and kept for ever. */
public interface Policies {

    /**
     * What stands at a level.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Optional<Version> current(Level level, Deadline deadline);

    /** All versions of a level, the first first. */
    List<Version> history(Level level, Deadline deadline);

    /**
     * Sets a level.
     *
     * @param json what is set, checked; {@code {}} takes everything back
     * @param before the number of the version that was read; 0 for none
     * @return false if somebody else has set it since
     */
    boolean set(Level level, String json, String by, Instant now, long before, Deadline deadline);

    /** Where a value can be set, the most general first. */
    sealed interface Level {
        /** For all accounts. */
        record Stack() implements Level {}

        /** For an account. */
        record Account(String account) implements Level {}

        /** For a deployment, by hand. */
        record Deployment(DeploymentId deployment) implements Level {}
    }

    /**
     * What was set at a level.
     *
     * @param number from 1
     * @param by who
     * @param at when
     * @param json what
     */
    record Version(long number, String by, Instant at, String json) {}
}
