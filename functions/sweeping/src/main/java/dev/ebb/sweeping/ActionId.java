package dev.ebb.sweeping;

import dev.ebb.metering.DeploymentId;

/**
 * Names an action for ever: whatever is done again under it is the same action.
 *
 * @param mark the number of the deployment's mark, from 1
 */
public record ActionId(DeploymentId deployment, long mark, Action action) {

    /** @throws IllegalArgumentException if the mark is below 1 */
    public ActionId {
        if (mark < 1) {
            throw new IllegalArgumentException("mark: must be at least 1, is " + mark);
        }
    }

    /** As announcements carry it: ids have no blanks, so it can be taken apart again. */
    @Override
    public String toString() {
        return deployment.account() + " " + deployment.name() + " " + mark + " " + action;
    }
}
