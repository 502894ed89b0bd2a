package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The interval [from, to) of which a history is told.
 *
 * @param to at most {@link #LONGEST} after {@code from}
 */
public record HistoryRange(Instant from, Instant to) {

    /** A leap year. */
    public static final Duration LONGEST = Duration.ofDays(366);

    /** Runs of minutes are cut where an hour ends. */
    static final int HOUR = 60;

    /** Runs of minutes are cut where a day ends, in UTC. */
    static final int DAY = 24 * HOUR;

    /**
     * Checks the order and the length.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public HistoryRange {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("to: must be after from (" + from + "), is " + to);
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "to: must be at most " + LONGEST.toDays() + " days after from (" + from + "), is " + to);
        }
    }

    /** Whether something that begins and ends then lies in it, in part at least. */
    boolean overlaps(Instant start, Instant end) {
        return start.isBefore(to) && (end.isAfter(from) || !start.isBefore(from));
    }

    /**
     * The minutes of an hour, counted from that of {@code from}.
     *
     * @param hour its beginning, which lies in the interval
     */
    BitSet minutesOfHour(Instant hour) {
        int start = Math.toIntExact(ActivityMinutes.minuteOf(hour) - firstMinute());
        BitSet minutes = new BitSet();
        minutes.set(start, start + HOUR);
        return minutes;
    }

    private long firstMinute() {
        return ActivityMinutes.minuteOf(from);
    }

    /**
     * Unbroken runs of minutes, in order, none of them outside the interval.
     *
     * @param minutes bit n is the n-th minute after that of {@code from}
     * @param edge where runs are cut: at every so many minutes since the epoch
     */
    List<Run> runs(BitSet minutes, int edge) {
        List<Run> runs = new ArrayList<>();
        int start = minutes.nextSetBit(0);
        while (start >= 0) {
            long nextEdge = (Math.floorDiv(firstMinute() + start, edge) + 1) * edge - firstMinute();
            int end = (int) Math.min(minutes.nextClearBit(start), nextEdge);
            runs.add(new Run(start, end, between(start, end)));
            start = minutes.nextSetBit(end);
        }
        return runs;
    }

    private Usage.Minutes between(int start, int end) {
        Instant first = ActivityMinutes.startOf(firstMinute() + start);
        Instant last = ActivityMinutes.startOf(firstMinute() + end);
        return new Usage.Minutes(first.isBefore(from) ? from : first, last.isAfter(to) ? to : last);
    }

    /**
     * Minutes [start, end), counted from that of the interval's beginning.
     *
     * @param minutes the same, cut to the interval
     */
    record Run(int start, int end, Usage.Minutes minutes) {}
}
