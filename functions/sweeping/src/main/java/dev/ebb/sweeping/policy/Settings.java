package dev.ebb.sweeping.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody set at one level: a null sets nothing. Ranges are those of {@link Policy}; they were checked where it was
 * read.
 *
 * @param mode how far the ladder may go
 * @param warnAfter from 1 minute to 31 days
 * @param zeroAfter from 5 minutes to 31 days
 * @param deleteAfter from 1 hour to 366 days
 * @param keepWarm an empty list takes inherited windows away
 * @param actionsPerSweep 0 is none
 * @param fleetPercent 0 to 100
 * @param deletionsPerHour 0 is none
 */
public record Settings(
        @Nullable Mode mode,
        @Nullable Duration warnAfter,
        @Nullable Duration zeroAfter,
        @Nullable Duration deleteAfter,
        @Nullable Boolean coverMinimum,
        @Nullable Boolean wake,
        @Nullable Boolean damping,
        @Nullable List<KeepWarm> keepWarm,
        @Nullable Duration stopWithin,
        @Nullable Boolean scale,
        @Nullable Duration scaleUpWindow,
        @Nullable Duration scaleDownWindow,
        @Nullable BigDecimal targetConcurrency,
        @Nullable Integer actionsPerSweep,
        @Nullable Integer fleetPercent,
        @Nullable Integer deletionsPerHour) {

    /** Sets nothing. */
    public static final Settings NONE = new Settings(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Every value of a policy, as if somebody had set all of them. */
    public static Settings of(Policy policy) {
        return new Settings(
                policy.mode(),
                policy.warnAfter(),
                policy.zeroAfter(),
                policy.deleteAfter(),
                policy.coverMinimum(),
                policy.wake(),
                policy.damping(),
                policy.keepWarm(),
                policy.stopWithin(),
                policy.scaling().scale(),
                policy.scaling().upWindow(),
                policy.scaling().downWindow(),
                policy.scaling().targetConcurrency(),
                policy.limits().actionsPerSweep(),
                policy.limits().fleetPercent(),
                policy.limits().deletionsPerHour());
    }

    /** Copies the windows. */
    public Settings {
        keepWarm = keepWarm == null ? null : List.copyOf(keepWarm);
    }
}
