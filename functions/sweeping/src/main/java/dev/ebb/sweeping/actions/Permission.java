package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import java.time.Instant;
import java.util.Optional;

/** Whether the policy still allows what was decided under it. */
@FunctionalInterface
public interface Permission {

    /**
     * Why it no longer does, in words; empty if it does, or if nobody has to be asked.
     *
     * @param status of the deployment, with the digest of the policy that it was decided under
     * @param watched the deployment as it is now
     */
    Optional<String> refusal(Intent intent, SweepStatus status, Watched watched, Instant now, Deadline deadline);
}
