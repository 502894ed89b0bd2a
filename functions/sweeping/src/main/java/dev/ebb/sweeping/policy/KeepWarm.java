package dev.ebb.sweeping.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A time of the week in which a deployment is left running. In a gap of the zone the window begins or ends at the gap's
 * end; one that lies in the gap does not take place. What happens twice in an overlap is in the window both times: the
 * window goes on unbroken from the first time that the clock shows its beginning to the last time that it shows its end.
 *
 * @param days on which it begins; at least one
 * @param from local time at which it begins
 * @param to local time at which it ends, exclusive; at or before {@code from} it ends on the next day
 * @param zone a region of the time zone database: an offset knows nothing of clocks that change
 */
public record KeepWarm(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

    /**
     * Copies the days.
     *
     * @throws IllegalArgumentException if there is no day, or the zone is no region
     */
    public KeepWarm {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("days: must be at least one, are none");
        }
        if (!isRegion(zone.getId())) {
            throw new IllegalArgumentException("zone: must be a region of the time zone database, is \"" + zone + "\"");
        }
    }

    /** Whether a name is a region of the time zone database, as in {@code Europe/Paris} or {@code UTC}. */
    public static boolean isRegion(String zone) {
        return ZoneId.getAvailableZoneIds().contains(zone);
    }

    /** Whether an instant is in the window. */
    public boolean holdsAt(Instant now) {
        return endsAt(now).isPresent();
    }

    /** When the window ends that an instant is in; empty if it is in none. */
    public Optional<Instant> endsAt(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        // A window lasts a day at most, and an overlap that holds a midnight shows two dates in turn.
        return List.of(today.minusDays(2), today.minusDays(1), today, today.plusDays(1)).stream()
                .filter(day -> days.contains(day.getDayOfWeek()))
                .filter(day -> !now.isBefore(first(day.atTime(from))))
                .map(day -> last((to.isAfter(from) ? day : day.plusDays(1)).atTime(to)))
                .filter(now::isBefore)
                .max(Comparator.naturalOrder());
    }

    /** When the clock first shows a time, or would have. */
    private Instant first(LocalDateTime time) {
        return at(time, true);
    }

    /** When the clock last shows a time, or would have. */
    private Instant last(LocalDateTime time) {
        return at(time, false);
    }

    private Instant at(LocalDateTime time, boolean earlier) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(time);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        ZoneOffset offset = zone.getRules().getOffset(time);
        if (transition != null) {
            offset = earlier ? transition.getOffsetBefore() : transition.getOffsetAfter();
        }
        return time.toInstant(offset);
    }
}
