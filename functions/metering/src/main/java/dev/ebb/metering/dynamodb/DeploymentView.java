package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Announced;
import dev.ebb.metering.Announcement;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Timeline;
import dev.ebb.metering.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What replicas of a deployment are folded under.
 *
 * @param known whether the deployment has counters yet
 * @param settled the number of the timeline that all replicas have been folded under
 * @param ready how many replicas are ready
 * @param dueAt when the index says that it is due; null if it is not in the index
 */
record DeploymentView(
        DeploymentId id,
        boolean known,
        List<Entry> entries,
        Timeline timeline,
        long settled,
        long ready,
        @Nullable Instant dueAt) {

    /** An announcement and what it says beside the shape. */
    record Entry(Announcement announcement, Usage.Configuration configuration) {

        Announced announced() {
            return new Announced(announcement, configuration);
        }
    }

    boolean isPending() {
        return settled < timeline.number();
    }

    /** Whether a look at the index at {@code instant} would find it. */
    boolean isDueBy(Instant instant) {
        return dueAt != null && !dueAt.isAfter(instant);
    }

    /**
     * What replicas are folded under: nothing was announced or voided, and what had a replica ready still has, so that the
     * first one that is ready again is known to be that.
     */
    Action.Condition stillStanding() {
        Action.Condition unchanged = unchanged();
        if (ready == 0) {
            return unchanged;
        }
        return unchanged.and(new Action.Condition(
                "#ready > :none", Map.of("#ready", DeploymentStore.READY), Map.of(":none", Value.number(0))));
    }

    /** Holds as long as nothing is announced or voided. */
    Action.Condition unchanged() {
        return Action.Condition.atNumber(DeploymentStore.TIMELINE_NUMBER, timeline.number());
    }
}
