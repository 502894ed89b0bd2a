package dev.ebb.sweeping.actions;

import java.util.Optional;

/** Which target runs a deployment, by what was announced of it. */
public interface Targets {

    /**
     * The target.
     *
     * @param announced the deployment's {@code target}, as JSON; empty if none was announced
     * @throws TargetException if it is one that Ebb does not know; it names those that it does
     */
    Target of(Optional<String> announced);

    /** How it is named, known or not. */
    String name(Optional<String> announced);
}
