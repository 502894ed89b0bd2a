package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment's replicas did without being billed, cut to the period and to as-of.
 *
 * @param boot boots that led to a session, and those under way
 * @param failed boots that led to none
 * @param lost since replicas fell silent: their sessions ended provisionally
 */
public record NotBilled(String deployment, Time boot, Time failed, Time lost) {

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

        Time plus(Time other) {
            return new Time(
                    count + other.count,
                    time.plus(other.time),
                    gpuTime == null || other.gpuTime == null ? null : gpuTime.plus(other.gpuTime),
                    cost == null || other.cost == null ? null : cost.plus(other.cost),
                    unknown + other.unknown);
        }

        private static Time of(Rating rating, DeploymentUsage usage, Instant from, Instant to, @Nullable Shape shape) {
            Instant start = from.isAfter(usage.from()) ? from : usage.from();
            Instant end = to.isBefore(usage.to()) ? to : usage.to();
            if (!start.isBefore(end)) {
                return NONE;
            }
            Duration time = Duration.between(start, end);
            if (shape == null) {
                return new Time(1, time, null, null, 1);
            }
            BigInteger milliGpus = BigInteger.valueOf(shape.count().milliGpus());
            Fraction cost = rating.costOf(shape, start, end).orElse(null);
            return new Time(
                    1,
                    time,
                    new GpuTime(BigInteger.valueOf(time.toMillis()).multiply(milliGpus)),
                    cost,
                    cost == null ? 1 : 0);
        }
    }

    static NotBilled of(DeploymentUsage usage, Rating rating) {
        Time booting = Time.NONE;
        for (Boot boot : usage.boots()) {
            booting = booting.plus(Time.of(rating, usage, boot.from(), boot.to(), boot.shape()));
        }
        Time failing = Time.NONE;
        for (FailedStart start : usage.failedStarts()) {
            failing = failing.plus(Time.of(rating, usage, start.from(), start.to(), start.shape()));
        }
        Time losing = Time.NONE;
        for (Lost lost : usage.lost()) {
            losing = losing.plus(Time.of(rating, usage, lost.since(), usage.to(), lost.shape()));
        }
        return new NotBilled(usage.id().name(), booting, failing, losing);
    }

    /** Whether there is any. */
    public boolean isAny() {
        return boot.count() + failed.count() + lost.count() > 0;
    }
}
