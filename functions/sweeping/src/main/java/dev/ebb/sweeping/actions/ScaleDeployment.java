package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import java.time.Instant;
import java.util.Set;

/** Executes whatever sets a number of replicas. It brings back what was deleted, and never deletes. */
public final class ScaleDeployment implements Executor {

    private static final Set<Action> ALLOWED = Set.of(Action.SCALE_TO_ZERO, Action.SCALE, Action.WAKE, Action.RESTORE);

    private final Execution execution;

    /** Of these parts. */
    public ScaleDeployment(Executing parts) {
        execution = new Execution(parts);
    }

    @Override
    public Executed execute(ActionId id, Instant now, Deadline deadline) {
        return execution.execute(id, ALLOWED, now, deadline);
    }
}
