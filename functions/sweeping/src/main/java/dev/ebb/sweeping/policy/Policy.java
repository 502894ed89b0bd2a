package dev.ebb.sweeping.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * A deployment's policy with all its values, wherever they came from.
 *
 * @param mode how far the ladder may go
 * @param warnAfter how long idle before its owner is warned; at most {@code zeroAfter}
 * @param zeroAfter how long idle before it goes to zero; at least 5 minutes
 * @param deleteAfter how long at zero before it is deleted; at least an hour
 * @param coverMinimum whether a minimum of replicas above zero is no obstacle
 * @param wake whether demand at zero brings it back
 * @param damping whether regrets lengthen its windows
 * @param keepWarm when it is left running, whatever its traffic
 * @param stopWithin how long the target may take to do what it is asked
 * @param scaling the numbers of the autoscaler
 * @param limits how much may be done at once
 */
public record Policy(
        Mode mode,
        Duration warnAfter,
        Duration zeroAfter,
        Duration deleteAfter,
        boolean coverMinimum,
        boolean wake,
        boolean damping,
        List<KeepWarm> keepWarm,
        Duration stopWithin,
        Scaling scaling,
        Limits limits) {

    /** Copies the windows. */
    public Policy {
        keepWarm = List.copyOf(keepWarm);
    }

    /** The same, but for another time until it goes to zero; whoever is to be warned later than that is warned then. */
    public Policy withZeroAfter(Duration window) {
        Duration warn = warnAfter.compareTo(window) < 0 ? warnAfter : window;
        return new Policy(
                mode, warn, window, deleteAfter, coverMinimum, wake, damping, keepWarm, stopWithin, scaling, limits);
    }

    /**
     * How replicas follow demand.
     *
     * @param scale whether they do
     * @param targetConcurrency requests in flight a replica; above 0
     */
    public record Scaling(boolean scale, Duration upWindow, Duration downWindow, BigDecimal targetConcurrency) {}

    /**
     * How much may be done at once; 0 is none.
     *
     * @param actionsPerSweep actions within one sweep
     * @param fleetPercent of the deployments, that may be stopped or deleted within a UTC hour; 0 to 100, rounded down but
     *     to at least one deployment if above 0
     * @param deletionsPerHour deletions within a UTC hour
     */
    public record Limits(int actionsPerSweep, int fleetPercent, int deletionsPerHour) {

        /** What holds where nobody said anything. */
        public static final Limits STANDARD = new Limits(5, 5, 1);
    }
}
