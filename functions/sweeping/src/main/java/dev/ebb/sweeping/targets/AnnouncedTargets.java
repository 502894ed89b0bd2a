package dev.ebb.sweeping.targets;

import dev.ebb.metering.Watched;
import dev.ebb.sweeping.actions.Target;
import dev.ebb.sweeping.actions.TargetException;
import dev.ebb.sweeping.actions.Targets;
import dev.ebb.sweeping.sweeps.LookReader;
import java.util.Optional;

/** What a sweep asks of the target that a deployment's announcement names: whether it is known, and whether it wakes. */
public final class AnnouncedTargets implements LookReader.Reach {

    private final Targets targets;

    /** Among these. */
    public AnnouncedTargets(Targets targets) {
        this.targets = targets;
    }

    @Override
    public Optional<String> missing(Watched watched) {
        try {
            return switch (targets.of(announced(watched)).wayToWake(watched.id())) {
                case Target.WayToWake.Proven ignored -> Optional.empty();
                case Target.WayToWake.Unproven unproven -> Optional.of(unproven.why());
            };
        } catch (TargetException unclear) {
            return Optional.of(String.valueOf(unclear.getMessage()));
        }
    }

    @Override
    public Optional<String> noTarget(Watched watched) {
        try {
            targets.of(announced(watched));
            return Optional.empty();
        } catch (TargetException unknown) {
            return Optional.of(String.valueOf(unknown.getMessage()));
        }
    }

    private static Optional<String> announced(Watched watched) {
        return Optional.ofNullable(watched.state().configuration().target());
    }
}
