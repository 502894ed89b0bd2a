package dev.ebb.local.order;

import java.time.Instant;
import java.util.List;

/**
 * Events of a fleet, no two of which have one identity and different contents, and how to look at them.
 *
 * @param events CloudEvents as JSON; voids, and what they void, in any order
 * @param asOf no event is later
 * @param periods months such as 2026-11
 */
record EventSet(List<String> events, Instant asOf, List<String> periods, String zone) {

    @Override
    public String toString() {
        return "as of " + asOf + ", " + periods + " in " + zone + ":\n" + String.join("\n", events);
    }
}
