package dev.ebb.metering;

import java.time.Instant;
import java.util.BitSet;
import java.util.OptionalLong;

/**
 * What is known of each whole UTC minute in [first, end), numbered from the epoch: whether all traffic in it was
 * reported, whether it was active, whether something was wanted of a deployment that had nothing ready. An active minute
 * counts as reported.
 */
public final class ActivityMinutes {

    private static final long MILLIS = 60_000;

    private final long first;
    private final long end;
    private final BitSet reported;
    private final BitSet active;
    private final BitSet wanted;

    private ActivityMinutes(long first, long end, BitSet reported, BitSet active, BitSet wanted) {
        this.first = first;
        this.end = end;
        this.reported = reported;
        this.active = active;
        this.wanted = wanted;
    }

    /**
     * From sets of minutes that are counted from {@code first}; they are copied.
     *
     * @throws IllegalArgumentException if {@code end} is before {@code first}, or too far from it
     */
    public static ActivityMinutes of(long first, long end, BitSet reported, BitSet active, BitSet wanted) {
        if (end < first || end - first > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("end: must be within 2^31 minutes after " + first + ", is " + end);
        }
        int length = Math.toIntExact(end - first);
        BitSet known = reported.get(0, length);
        BitSet busy = active.get(0, length);
        known.or(busy);
        return new ActivityMinutes(first, end, known, busy, wanted.get(0, length));
    }

    /** The number of the minute that an instant lies in. */
    public static long minuteOf(Instant instant) {
        return Math.floorDiv(instant.toEpochMilli(), MILLIS);
    }

    /** When a minute begins. */
    public static Instant startOf(long minute) {
        return Instant.ofEpochMilli(Math.multiplyExact(minute, MILLIS));
    }

    /** The first minute that this knows about. */
    public long first() {
        return first;
    }

    /** The minute after the last that this knows about. */
    public long end() {
        return end;
    }

    /** Whether all traffic in it is known. Of a minute outside, nothing is. */
    public boolean isReported(long minute) {
        return isSet(reported, minute);
    }

    /** Whether there was traffic that was no probe. */
    public boolean isActive(long minute) {
        return isSet(active, minute);
    }

    /** Whether requests were turned away. */
    public boolean isWanted(long minute) {
        return isSet(wanted, minute);
    }

    private boolean isSet(BitSet minutes, long minute) {
        return minute >= first && minute < end && minutes.get(Math.toIntExact(minute - first));
    }

    /** The last minute before {@code before} that was active or wanted. */
    public OptionalLong lastDemand(long before) {
        long last = Math.max(previous(active, before), previous(wanted, before));
        return last < 0 ? OptionalLong.empty() : OptionalLong.of(first + last);
    }

    /** The first minute from {@code from} on that was active or wanted. */
    public OptionalLong firstDemand(long from) {
        int index = Math.toIntExact(Math.max(0, Math.min(from, end) - first));
        int nextActive = active.nextSetBit(index);
        int nextWanted = wanted.nextSetBit(index);
        if (nextActive < 0 && nextWanted < 0) {
            return OptionalLong.empty();
        }
        boolean activeFirst = nextWanted < 0 || (nextActive >= 0 && nextActive < nextWanted);
        return OptionalLong.of(first + (activeFirst ? nextActive : nextWanted));
    }

    /** The last minute in [from, before) of which it is not known whether it was quiet. */
    public OptionalLong lastUnreported(long from, long before) {
        for (long minute = before - 1; minute >= from; minute--) {
            if (minute >= end || minute < first) {
                return OptionalLong.of(minute);
            }
            int clear = reported.previousClearBit(Math.toIntExact(minute - first));
            if (clear >= 0) {
                return first + clear >= from ? OptionalLong.of(first + clear) : OptionalLong.empty();
            }
            minute = first;
        }
        return OptionalLong.empty();
    }

    /** How many minutes in [from, before) were reported. */
    public long countReported(long from, long before) {
        return count(reported, from, before);
    }

    /** How many minutes in [from, before) were active. */
    public long countActive(long from, long before) {
        return count(active, from, before);
    }

    private long count(BitSet minutes, long from, long before) {
        long low = Math.max(from, first);
        long high = Math.min(before, end);
        return low >= high
                ? 0
                : minutes.get(Math.toIntExact(low - first), Math.toIntExact(high - first))
                        .cardinality();
    }

    /** The same minutes, as if of every one in [first, end) it were known what was asked in it. */
    public ActivityMinutes asIfAllReported() {
        BitSet all = new BitSet();
        all.set(0, Math.toIntExact(end - first));
        return new ActivityMinutes(first, end, all, active, wanted);
    }

    private long previous(BitSet minutes, long before) {
        long index = Math.min(before, end) - first - 1;
        return index < 0 ? -1 : minutes.previousSetBit(Math.toIntExact(index));
    }
}
