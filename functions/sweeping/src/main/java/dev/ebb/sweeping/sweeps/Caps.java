package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Looks at accounts' hard caps, and stops what must be stopped. */
public interface Caps {

    /**
     * The accounts that there is a cap to look at of.
     *
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    List<String> accounts(Deadline deadline);

    /**
     * Looks at one. Doing it again, in the same sweep or beside another one, stops nothing twice.
     *
     * @param sweep its minute
     * @throws LedgerUnavailableException if the table can't be reached in time
     */
    Looked look(String account, Instant sweep, Instant now, Deadline deadline);

    /**
     * What a look has led to.
     *
     * @param stopped deployments that were marked, or whose stop was made final
     * @param held deployments that should have been stopped, and something held it
     * @param unread deployments that could not be read, and why; the others were looked at all the same
     */
    record Looked(long stopped, long held, Map<DeploymentId, String> unread) {

        /** Copies the map. */
        public Looked {
            unread = Map.copyOf(unread);
        }
    }
}
