package dev.ebb.charging.exports;

import dev.ebb.charging.Period;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A part of a period: a calendar day there, or a part of one.
 *
 * @param day the calendar day that it begins on, in the period's time zone
 * @param from its first instant
 * @param to the first instant after it
 */
public record Span(LocalDate day, Instant from, Instant to) {

    /** @throws IllegalArgumentException if it is empty */
    public Span {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("to: must be after " + from + ", is " + to);
        }
    }

    /**
     * The calendar days of a period, in order, each of its true length: 23 or 25 hours when clocks change. A day that a
     * time zone left out is left out. Where an account came from another time zone the first is a part of a day, or
     * longer ago than the month.
     */
    public static List<Span> days(Period period) {
        List<Span> days = new ArrayList<>();
        Instant at = period.from();
        while (at.isBefore(period.to())) {
            LocalDate day = at.atZone(period.timeZone()).toLocalDate();
            LocalDate next = day.plusDays(1);
            Instant midnight = next.atStartOfDay(period.timeZone()).toInstant();
            Instant to = midnight.isBefore(period.to()) ? midnight : period.to();
            days.add(new Span(day, at, to));
            at = to;
        }
        return days;
    }

    /** The whole of a period. */
    static Span whole(Period period) {
        return new Span(period.from().atZone(period.timeZone()).toLocalDate(), period.from(), period.to());
    }

    /** The same time, cut at those of the instants that lie in it. */
    static List<Span> cut(List<Span> spans, Collection<Instant> cuts) {
        TreeSet<Instant> sorted = new TreeSet<>(cuts);
        List<Span> parts = new ArrayList<>();
        for (Span span : spans) {
            Instant at = span.from();
            for (Instant cut : sorted.subSet(span.from(), false, span.to(), false)) {
                parts.add(new Span(span.day(), at, cut));
                at = cut;
            }
            parts.add(new Span(span.day(), at, span.to()));
        }
        return parts;
    }
}
