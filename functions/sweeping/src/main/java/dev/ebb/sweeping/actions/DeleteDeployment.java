package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import java.time.Instant;
import java.util.Set;

/** Executes deletions, and nothing else. */
public final class DeleteDeployment implements Executor {

    private static final Set<Action> ALLOWED = Set.of(Action.DELETE);

    private final Execution execution;

    /** Of these parts. */
    public DeleteDeployment(Executing parts) {
        execution = new Execution(parts);
    }

    @Override
    public Executed execute(ActionId id, Instant now, Deadline deadline) {
        return execution.execute(id, ALLOWED, now, deadline);
    }
}
