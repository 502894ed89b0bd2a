package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Announced;
import dev.ebb.metering.Announcement;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Timeline;
import dev.ebb.metering.Usage;
import java.util.List;

/**
 * What replicas of a deployment are folded under.
 *
 * @param known whether the deployment has counters yet
 * @param settled the number of the timeline that all replicas have been folded under
 */
record DeploymentView(DeploymentId id, boolean known, List<Entry> entries, Timeline timeline, long settled) {

    /** An announcement and what it says beside the shape. */
    record Entry(Announcement announcement, Usage.Configuration configuration) {

        Announced announced() {
            return new Announced(announcement, configuration);
        }
    }

    boolean isPending() {
        return settled < timeline.number();
    }

    /** Holds as long as nothing is announced or voided. */
    Action.Condition unchanged() {
        return Action.Condition.atNumber(DeploymentStore.TIMELINE_NUMBER, timeline.number());
    }
}
