package dev.ebb.sweeping.policy;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * A time of the week in which a deployment is left running. In a gap of the zone the window begins or ends at the gap's
 * end; what happens twice in an overlap is in the window both times.
 *
 * @param days on which it begins
 * @param from local time at which it begins
 * @param to local time at which it ends, exclusive; at or before {@code from} it ends on the next day
 */
public record KeepWarm(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

    /** Copies the days. */
    public KeepWarm {
        days = Set.copyOf(days);
    }
}
