package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.FleetWatch;
import java.time.Instant;
import java.util.Optional;

/**
 * A page of what was due at a sweep: what one invocation can look at.
 *
 * @param sweep the sweep's minute
 * @param part of the index, from 0
 * @param after where the page before ended; empty for a part's first page
 * @param again whether it was begun before, so that the page after it is in the queue already
 */
public record Leg(Instant sweep, int part, Optional<FleetWatch.Place> after, boolean again) {

    /** @throws IllegalArgumentException if the part is below 0 */
    public Leg {
        if (part < 0) {
            throw new IllegalArgumentException("part: must be at least 0, is " + part);
        }
    }

    /** One that was not begun yet. */
    public Leg(Instant sweep, int part, Optional<FleetWatch.Place> after) {
        this(sweep, part, after, false);
    }

    /** The rest of it. */
    public Leg rest() {
        return new Leg(sweep, part, after, true);
    }
}
