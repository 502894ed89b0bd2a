package dev.ebb.sweeping.targets;

import dev.ebb.sweeping.actions.Target;
import dev.ebb.sweeping.actions.TargetException;
import dev.ebb.sweeping.actions.Targets;
import dev.ebb.sweeping.json.TargetJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds a target by its name; a deployment that names none is on the bus, and one that names an unknown one is on none. */
public final class KnownTargets implements Targets {

    /** Another name of the bus. */
    private static final String OTHER_NAME = "event-bus";

    private final Map<String, Target> byName = new TreeMap<>();

    /** @throws IllegalArgumentException if two of them have one name */
    public KnownTargets(List<Target> targets) {
        for (Target target : targets) {
            if (byName.put(target.name(), target) != null) {
                throw new IllegalArgumentException(
                        "targets: must have names of their own, " + target.name() + " has not");
            }
        }
    }

    @Override
    public Target of(Optional<String> announced) {
        String name = name(announced);
        Target target = byName.get(name);
        if (target == null) {
            throw new TargetException(
                    "target: must be one of " + byName.keySet() + ", is " + announced.orElse(name), false);
        }
        return target;
    }

    @Override
    public String name(Optional<String> announced) {
        String type = announced.map(TargetJson::type).orElse(BusTarget.NAME);
        return type.equals(OTHER_NAME) ? BusTarget.NAME : type;
    }
}
