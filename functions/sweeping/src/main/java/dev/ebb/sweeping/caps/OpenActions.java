package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.FleetMember;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.sweeps.SweepStore;

/** What open actions ask for: their replicas may come at any moment, and can't be seen yet. */
public final class OpenActions implements CapWatch.Asked {

    /** A mark that was overtaken stays open until its order is delivered once more, which is soon. */
    private static final int MOST_OPEN = 10;

    private final SweepStore store;

    /** That are kept here. */
    public OpenActions(SweepStore store) {
        this.store = store;
    }

    @Override
    public long replicas(FleetMember member, Deadline deadline) {
        return member.marked()
                ? store.intents(member.id(), MOST_OPEN, deadline).stream()
                        .filter(intent -> !intent.state().isFinal() && bringsReplicas(intent))
                        .mapToLong(Intent::desiredReplicas)
                        .max()
                        .orElse(0)
                : 0;
    }

    private static boolean bringsReplicas(Intent intent) {
        return switch (intent.id().action()) {
            case SCALE, WAKE, RESTORE -> true;
            case WARN, SCALE_TO_ZERO, DELETE -> false;
        };
    }
}
