package dev.ebb.charging;

import java.util.BitSet;

/** How much of an interval lies in active minutes, in constant time after one pass over the minutes. */
final class ActiveTime {

    private static final long MINUTE = 60_000;

    private final BitSet minutes;
    private final long firstMinute;
    private final int[] activeBefore;

    /**
     * @param minutes bit n: the n-th minute after {@code firstMinute} was active
     * @param firstMinute counted from the epoch
     */
    ActiveTime(BitSet minutes, long firstMinute) {
        this.minutes = minutes;
        this.firstMinute = firstMinute;
        activeBefore = new int[minutes.length() + 1];
        for (int i = 0; i < minutes.length(); i++) {
            activeBefore[i + 1] = activeBefore[i] + (minutes.get(i) ? 1 : 0);
        }
    }

    /** Milliseconds of [start, end) in active minutes; both are milliseconds from the epoch. */
    long millisIn(long start, long end) {
        return activeBefore.length == 1 ? 0 : millisBefore(end) - millisBefore(start);
    }

    private long millisBefore(long at) {
        long minute = Math.floorDiv(at, MINUTE) - firstMinute;
        if (minute < 0) {
            return 0;
        }
        if (minute >= activeBefore.length - 1) {
            return activeBefore[activeBefore.length - 1] * MINUTE;
        }
        int index = (int) minute;
        return activeBefore[index] * MINUTE + (minutes.get(index) ? Math.floorMod(at, MINUTE) : 0);
    }
}
