package dev.ebb.charging;

import dev.ebb.metering.Meter;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * A calendar month in a time zone, of its true length: a month in which clocks change is an hour longer or shorter.
 *
 * @param from its first instant
 * @param to the first instant after it
 */
public record Period(YearMonth month, ZoneId timeZone, Instant from, Instant to) implements Comparable<Period> {

    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");

    /**
     * Reads a month and a time zone.
     *
     * @param month as in {@code 2026-11}
     * @param timeZone a region of the time zone database, as in {@code Europe/Paris} or {@code UTC}; an offset knows
     *     nothing of clocks that change, and is refused
     * @throws IllegalArgumentException if either is something else, or if midnight there was not on a quarter-hour of
     *     UTC then, as it was in some places before 1973
     */
    public static Period of(String month, String timeZone) {
        if (!MONTH.matcher(month).matches()) {
            throw new IllegalArgumentException("period: must be a month such as 2026-11, is \"" + month + "\"");
        }
        if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw new IllegalArgumentException(
                    "timeZone: must be a region of the time zone database such as Europe/Paris or UTC, is \"" + timeZone
                            + "\"");
        }
        return of(YearMonth.parse(month), ZoneId.of(timeZone));
    }

    /**
     * A month there.
     *
     * @throws IllegalArgumentException as {@link #of(String, String)} does
     */
    public static Period of(YearMonth month, ZoneId timeZone) {
        if (!ZoneId.getAvailableZoneIds().contains(timeZone.getId())) {
            throw new IllegalArgumentException(
                    "timeZone: must be a region of the time zone database, is \"" + timeZone + "\"");
        }
        Instant from = month.atDay(1).atStartOfDay(timeZone).toInstant();
        Instant to = month.plusMonths(1).atDay(1).atStartOfDay(timeZone).toInstant();
        if (!Meter.quarterOf(from).equals(from) || !Meter.quarterOf(to).equals(to)) {
            throw new IllegalArgumentException("period: midnight in " + timeZone + " must lie on a quarter-hour of UTC,"
                    + " and does not in " + month);
        }
        return new Period(month, timeZone, from, to);
    }

    /**
     * The period that follows: it begins where this one ends, and ends with the next month in {@code nextZone}. So no hour
     * is billed twice or never, also when an account moves to another time zone.
     *
     * @throws IllegalArgumentException as {@link #of(YearMonth, ZoneId)} does
     */
    public Period next(ZoneId nextZone) {
        Period whole = of(month.plusMonths(1), nextZone);
        return new Period(whole.month, nextZone, to, whole.to);
    }

    /** Earlier months first. */
    @Override
    public int compareTo(Period other) {
        int byMonth = month.compareTo(other.month);
        return byMonth != 0 ? byMonth : timeZone.getId().compareTo(other.timeZone.getId());
    }
}
