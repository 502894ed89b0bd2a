package dev.ebb.sweeping.rules;

import dev.ebb.metering.ActivityMinutes;
import java.util.OptionalLong;

/**
 * Since when nothing has been asked of a deployment. A sweep and a simulation decide by this. Instants are milliseconds
 * since the epoch, minutes are numbered from the epoch, and a tick is the beginning of a minute.
 */
public final class IdleRule {

    private static final long MINUTE = 60_000;

    private IdleRule() {}

    /**
     * The latest of the floor and of the end of the last minute before the tick that was active, wanted, or not reported.
     *
     * @param floor before which idleness does not begin; the minute that it lies in must be quiet too
     * @param tick minutes from this one on are not looked at
     */
    public static long idleSince(ActivityMinutes minutes, long floor, long tick) {
        long first = Math.floorDiv(floor, MINUTE);
        return Math.max(quietSince(minutes, floor, tick), endOf(minutes.lastUnreported(first, tick)));
    }

    /** Likewise, but for minutes that were not reported: they count as quiet here. */
    public static long quietSince(ActivityMinutes minutes, long floor, long tick) {
        return Math.max(floor, endOf(minutes.lastDemand(tick)));
    }

    /** Whether what has been idle since an instant has been so for a window when a tick comes. */
    public static boolean isOver(long since, long window, long tick) {
        return tick * MINUTE - since >= window;
    }

    private static long endOf(OptionalLong minute) {
        return minute.isPresent() ? (minute.getAsLong() + 1) * MINUTE : Long.MIN_VALUE;
    }
}
