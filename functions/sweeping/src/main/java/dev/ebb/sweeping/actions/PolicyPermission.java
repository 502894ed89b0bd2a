package dev.ebb.sweeping.actions;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Mode;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.policy.PolicyDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the policy once more before a target is asked. What a sweep decided needs the very policy that it decided under, and
 * no window that keeps the deployment warm by now; a hard cap needs a mode that stops anything; a person's word, and the
 * undoing of an action, need none.
 */
public final class PolicyPermission implements Permission {

    private final Reader policies;

    /** Reads the policy in force. */
    @FunctionalInterface
    public interface Reader {
        /** What is in force, with this announced policy as JSON. */
        InForce of(DeploymentId deployment, Optional<String> announced, Deadline deadline);
    }

    /** With what is read here. */
    public PolicyPermission(Reader policies) {
        this.policies = policies;
    }

    @Override
    public Optional<String> refusal(
            Intent intent, SweepStatus status, Watched watched, Instant now, Deadline deadline) {
        return switch (intent.cause()) {
            case Intent.Cause.Person ignored -> Optional.empty();
            case Intent.Cause.Demand ignored -> Optional.empty();
            case Intent.Cause.Cap ignored -> {
                InForce inForce = inForce(watched, deadline);
                yield invalid(inForce).or(() -> mode(inForce.policy().mode()));
            }
            case Intent.Cause.Sweep ignored -> {
                InForce inForce = inForce(watched, deadline);
                yield invalid(inForce)
                        .or(() -> changed(inForce, intent, status))
                        .or(() -> keptWarm(inForce.policy(), intent, now));
            }
        };
    }

    private InForce inForce(Watched watched, Deadline deadline) {
        return policies.of(
                watched.id(),
                Optional.ofNullable(watched.state().configuration().policy()),
                deadline);
    }

    private static Optional<String> invalid(InForce inForce) {
        return inForce.isValid()
                ? Optional.empty()
                : Optional.of("the policy is invalid: " + String.join("; ", inForce.faults()));
    }

    private static Optional<String> mode(Mode mode) {
        return mode.compareTo(Mode.ZERO) >= 0 ? Optional.empty() : Optional.of("mode " + mode.word());
    }

    private static Optional<String> changed(InForce inForce, Intent intent, SweepStatus status) {
        boolean same = PolicyDigest.of(inForce).equals(status.policyDigest())
                && !status.policySince().isAfter(intent.markedAt());
        return same ? Optional.empty() : Optional.of("the policy has changed since");
    }

    private static Optional<String> keptWarm(Policy policy, Intent intent, Instant now) {
        Action action = intent.id().action();
        return Guards.takesAway(action) && policy.keepWarm().stream().anyMatch(window -> window.holdsAt(now))
                ? Optional.of("a window keeps it warm by now")
                : Optional.empty();
    }
}
