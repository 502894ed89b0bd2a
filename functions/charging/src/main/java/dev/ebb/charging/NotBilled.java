package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment's replicas did without being billed, cut to the period and to as-of.
 *
 * @param boot boots that led to a session, and those under way
 * @param failed boots that led to none
 * @param lost since replicas fell silent: their sessions ended provisionally
 * @param unexplained what ran without a session, from the first to the last evidence of a replica, or else of the
 *     deployment, then with one replica: what it may have cost
 */
public record NotBilled(String deployment, Time boot, Time failed, Time lost, Time unexplained) {

    /**
     * Time of one sort.
     *
     * @param count of boots, starts or replicas; 0 only if there is none of it
     * @param time of all of them, one after the other
     * @param gpuTime null if the shape of any is unknown
     * @param cost what it would have cost, exactly; null if the shape or the price of any is unknown
     * @param unknown how many have no shape or no price
     */
    public record Time(
            long count,
            Duration time,
            @Nullable GpuTime gpuTime,
            @Nullable Fraction cost,
            long unknown) {

        /** None. */
        public static final Time NONE = new Time(0, Duration.ZERO, GpuTime.ZERO, Fraction.ZERO, 0);
    }

    static NotBilled of(DeploymentUsage usage, Rating rating) {
        UnbilledSum booting = new UnbilledSum(rating, usage);
        usage.boots().forEach(boot -> booting.add(boot.from(), boot.to(), boot.shape()));
        UnbilledSum failing = new UnbilledSum(rating, usage);
        usage.failedStarts().forEach(start -> failing.add(start.from(), start.to(), start.shape()));
        UnbilledSum losing = new UnbilledSum(rating, usage);
        usage.lost().forEach(lost -> losing.add(lost.since(), usage.to(), lost.shape()));
        UnbilledSum running = new UnbilledSum(rating, usage);
        boolean replicasAreKnown = usage.evidence().stream().anyMatch(each -> each.replica() != null);
        usage.evidence().stream()
                .filter(each -> each.replica() != null || !replicasAreKnown)
                .forEach(each -> running.add(each.from(), each.to(), each.shape()));
        return new NotBilled(usage.id().name(), booting.time(), failing.time(), losing.time(), running.time());
    }

    /** Whether there is any. */
    public boolean isAny() {
        return boot.count() + failed.count() + lost.count() + unexplained.count() > 0;
    }
}
