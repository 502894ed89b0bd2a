package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.FleetWatch;
import java.time.Instant;
import java.util.Optional;

/**
 * What one invocation can look at of a sweep: a page of what was due, or an account's hard cap.
 *
 * @param sweep the sweep's minute
 * @param part of the index, from 0
 * @param after where the page before ended; empty for a part's first page
 * @param again whether it was begun before, so that the page after it is in the queue already
 * @param cap the account whose hard cap it is; empty for a page
 */
public record Leg(Instant sweep, int part, Optional<FleetWatch.Place> after, boolean again, Optional<String> cap) {

    /** @throws IllegalArgumentException if the part is below 0 */
    public Leg {
        if (part < 0) {
            throw new IllegalArgumentException("part: must be at least 0, is " + part);
        }
    }

    /** A page that was not begun yet. */
    public Leg(Instant sweep, int part, Optional<FleetWatch.Place> after) {
        this(sweep, part, after, false, Optional.empty());
    }

    /** An account's hard cap. */
    public static Leg ofCap(Instant sweep, String account) {
        return new Leg(sweep, 0, Optional.empty(), false, Optional.of(account));
    }

    /** The rest of it. */
    public Leg rest() {
        return new Leg(sweep, part, after, true, cap);
    }
}
