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
 * @param cap the account whose hard cap it is; empty for a page
 */
public record Leg(Instant sweep, int part, Optional<FleetWatch.Place> after, Optional<String> cap) {

    /** @throws IllegalArgumentException if the part is below 0 */
    public Leg {
        if (part < 0) {
            throw new IllegalArgumentException("part: must be at least 0, is " + part);
        }
    }

    /** A page. */
    public Leg(Instant sweep, int part, Optional<FleetWatch.Place> after) {
        this(sweep, part, after, Optional.empty());
    }

    /** An account's hard cap. */
    public static Leg ofCap(Instant sweep, String account) {
        return new Leg(sweep, 0, Optional.empty(), Optional.of(account));
    }
}
