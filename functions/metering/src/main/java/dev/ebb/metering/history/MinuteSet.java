package dev.ebb.metering.history;

import dev.ebb.metering.Usage;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A set of minutes, numbered from the epoch. It takes the room of the days that have any. */
final class MinuteSet {

    private static final int DAY = 1440;

    private final NavigableMap<Long, BitSet> days = new TreeMap<>();

    /** Adds all minutes that an interval touches. */
    void add(Usage.Minutes minutes) {
        long next = minutes.first();
        while (next <= minutes.last()) {
            long day = Math.floorDiv(next, DAY);
            long end = Math.min(minutes.last() + 1, (day + 1) * DAY);
            days.computeIfAbsent(day, ignored -> new BitSet(DAY))
                    .set((int) (next - day * DAY), (int) (end - day * DAY));
            next = end;
        }
    }

    /** The first; empty if there is none. */
    OptionalLong first() {
        Map.Entry<Long, BitSet> day = days.firstEntry();
        return day == null
                ? OptionalLong.empty()
                : OptionalLong.of(day.getKey() * DAY + day.getValue().nextSetBit(0));
    }

    /** Those in [first, end), counted from {@code first}. */
    BitSet in(long first, long end) {
        BitSet found = new BitSet();
        for (Map.Entry<Long, BitSet> day : days.subMap(Math.floorDiv(first, DAY), true, Math.floorDiv(end, DAY), true)
                .entrySet()) {
            long offset = day.getKey() * DAY - first;
            BitSet minutes = day.getValue();
            for (int from = minutes.nextSetBit(0); from >= 0; from = minutes.nextSetBit(from)) {
                int to = minutes.nextClearBit(from);
                long low = Math.max(0, offset + from);
                long high = Math.min(end - first, offset + to);
                if (low < high) {
                    found.set(Math.toIntExact(low), Math.toIntExact(high));
                }
                from = to;
            }
        }
        return found;
    }
}
