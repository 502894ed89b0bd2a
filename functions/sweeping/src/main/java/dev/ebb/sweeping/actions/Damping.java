package dev.ebb.sweeping.actions;

import java.time.Instant;

/** What coming back does to the windows of a deployment. */
@FunctionalInterface
public interface Damping {

    /**
     * How often its windows are doubled from now on.
     *
     * @param before how often they were; from 0 to 3
     * @param scaledDownAt when Ebb took it to zero
     * @param wantedAt when it was to come back
     * @return from 0 to 3
     */
    int after(int before, Instant scaledDownAt, Instant wantedAt);
}
