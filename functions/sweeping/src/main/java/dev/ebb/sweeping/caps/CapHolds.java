package dev.ebb.sweeping.caps;

import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Mode;
import java.time.Instant;
import java.util.Optional;

/** What keeps a hard cap from stopping a deployment, the weightiest first. Nothing else does. */
final class CapHolds {

    private CapHolds() {}

    /**
     * Empty if it may be stopped.
     *
     * @param stopped kill switch or breaker
     */
    static Optional<String> of(InForce policy, Optional<String> stopped, Optional<Pin> pin, Instant now) {
        return stopped.or(() -> policy.isValid() ? Optional.empty() : Optional.of("an invalid policy"))
                .or(() -> pin.filter(each -> each.holdsAt(now))
                        .map(each ->
                                "a pin of " + each.owner() + " until " + each.until() + " (" + each.reason() + ")"))
                .or(() -> mode(policy.policy().mode()));
    }

    private static Optional<String> mode(Mode mode) {
        return switch (mode) {
            case DRY_RUN, WARN -> Optional.of("mode " + mode.word());
            case ZERO, DELETE -> Optional.empty();
        };
    }
}
