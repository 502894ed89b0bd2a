package dev.ebb.sweeping.caps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Intent.State;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statuses and last intents in memory, and the end of an action as an executor writes it. */
final class MemoryStore implements SweepStore {

    final Map<DeploymentId, SweepStatus> statuses = new HashMap<>();
    final Map<DeploymentId, Intent> intents = new HashMap<>();
    final Map<DeploymentId, Pin> pins = new HashMap<>();

    /** Whether somebody else is always faster. */
    boolean overtakes;

    @Override
    public Kept kept(DeploymentId deployment, Deadline deadline) {
        return new Kept(
                Optional.ofNullable(statuses.get(deployment)),
                Optional.ofNullable(pins.get(deployment)),
                pins.containsKey(deployment) ? 1 : 0);
    }

    @Override
    public Concluded conclude(Conclusion conclusion, Deadline deadline) {
        DeploymentId id = conclusion.after().deployment();
        long standing = statuses.containsKey(id) ? statuses.get(id).revision() : 0;
        if (overtakes || standing != conclusion.before().revision()) {
            return new Concluded.Overtaken("status");
        }
        statuses.put(id, conclusion.after());
        conclusion.marking().ifPresent(marking -> intents.put(id, marking.intent()));
        return new Concluded.Written();
    }

    @Override
    public Optional<Intent> intent(ActionId id, Deadline deadline) {
        return Optional.ofNullable(intents.get(id.deployment()))
                .filter(intent -> intent.id().equals(id));
    }

    @Override
    public List<Intent> intents(DeploymentId deployment, int most, Deadline deadline) {
        return Optional.ofNullable(intents.get(deployment)).stream().toList();
    }

    /** The target was called: {@code state} is CALLED, or how it ended. */
    void moved(DeploymentId id, State state, Instant now) {
        Intent from = intents.get(id);
        intents.put(
                id,
                new Intent(
                        from.id(),
                        from.revision() + 1,
                        from.cause(),
                        from.desiredReplicas(),
                        from.markedAt(),
                        from.deadline(),
                        from.reason(),
                        from.evidence(),
                        from.dryRun(),
                        state,
                        "{\"replicas\":1,\"configuration\":{}}",
                        from.calledAt() == null ? now : from.calledAt(),
                        state.isFinal() ? now : null,
                        null,
                        from.replacedBy()));
        if (state.isFinal()) {
            Rung rung = state == State.DONE ? Rung.AT_ZERO : Rung.UP;
            statuses.put(id, ended(statuses.get(id), rung, from.markedAt(), now));
        }
    }

    private static SweepStatus ended(SweepStatus before, Rung rung, @Nullable Instant scaledDownAt, Instant now) {
        return before.moved(before.mark(), rung, now, scaledDownAt, before.damping(), before.heldByCap());
    }

    @Override
    public List<RecordedVerdict> verdicts(DeploymentId deployment, Instant from, Instant to, Deadline deadline) {
        return List.of();
    }

    @Override
    public Optional<RecordedVerdict> lastVerdict(DeploymentId deployment, Deadline deadline) {
        return Optional.empty();
    }

    @Override
    public boolean advance(
            Intent from, Intent to, Optional<SweepStatus> status, Optional<Instant> dueAt, Deadline deadline) {
        throw new UnsupportedOperationException("a cap executes nothing");
    }

    @Override
    public void pin(DeploymentId deployment, Optional<Pin> pin, String by, Instant now, Deadline deadline) {
        pin.ifPresent(each -> pins.put(deployment, each));
    }

    @Override
    public List<Audit> audit(DeploymentId deployment, int most, Deadline deadline) {
        return List.of();
    }
}
