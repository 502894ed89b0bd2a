package dev.ebb.sweeping.caps;

import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.sweeps.SweepStore;

/**
 * What open actions ask for: their replicas may come at any moment, and can't be seen yet. Where they can't be read, as many
 * may come as were announced at most; a look at a cap that comes near says that they can't.
 */
public final class OpenActions implements CapWatch.Asked {

    /**
     * A mark ends the one that was under way before it, but for the action that it undoes: that stays open until its order
     * is delivered once more, which is soon.
     */
    private static final int MOST_OPEN = 10;

    private final SweepStore store;

    /** That are kept here. */
    public OpenActions(SweepStore store) {
        this.store = store;
    }

    @Override
    public long replicas(FleetMember member, Deadline deadline) {
        if (!member.marked()) {
            return 0;
        }
        try {
            return store.intents(member.id(), MOST_OPEN, deadline).stream()
                    .filter(intent -> !intent.state().isFinal() && bringsReplicas(intent))
                    .mapToLong(Intent::desiredReplicas)
                    .max()
                    .orElse(0);
        } catch (LedgerUnavailableException passing) {
            throw passing;
        } catch (RuntimeException unreadable) {
            Integer most = member.configuration().maxReplicas();
            return most == null ? 0 : most;
        }
    }

    private static boolean bringsReplicas(Intent intent) {
        return switch (intent.id().action()) {
            case SCALE, WAKE, RESTORE -> true;
            case WARN, SCALE_TO_ZERO, DELETE -> false;
        };
    }
}
