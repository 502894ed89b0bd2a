package dev.ebb.metering.history;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;

/**
 * What a deployment did in a history.
 *
 * @param usage from the history's beginning to its end
 * @param minutes from the first, in the history, that anything is known of to the history's end; what was said of all the account's
 *     deployments is said of this one
 */
public record RecordedDeployment(DeploymentUsage usage, ActivityMinutes minutes) {

    /** Which deployment. */
    public DeploymentId id() {
        return usage.id();
    }
}
