package dev.ebb.sweeping.simulation;

import java.time.Instant;
import java.util.List;

/**
 * What a deployment would have gone through under a policy.
 *
 * @param running when what is recorded would have run, disjoint and in order
 * @param moments what was done, in order
 */
public record Course(List<Interval> running, List<Moment> moments, Counts counts) {

    /** Copies the lists. */
    public Course {
        running = List.copyOf(running);
        moments = List.copyOf(moments);
    }

    /** The stretch [from, to), milliseconds from the epoch; either may be beyond the history. */
    public record Interval(long from, long to) {}

    /**
     * Something that the policy leads to.
     *
     * @param at a whole minute
     * @param doublings how often the window was doubled by what was regretted before
     */
    public record Moment(Kind kind, Instant at, int doublings) {}

    /** What a moment is. */
    public enum Kind {
        /** It goes to zero. */
        SCALE_DOWN,
        /** Demand brings it back. */
        WAKE,
        /** Likewise, and so soon that it is regretted. */
        REGRET,
        /** It is deleted, and stays so. */
        DELETION
    }
}
