package dev.ebb.sweeping.rules;

import dev.ebb.metering.GpuCount;
import dev.ebb.metering.ShapePart;
import java.math.BigDecimal;

/** What a minimum of replicas uses up while nobody asks for it; whoever knows prices adds what that costs. */
final class MinimumWording {

    private static final BigDecimal HOURS_A_WEEK = BigDecimal.valueOf(168);

    private MinimumWording() {}

    static String of(int replicas, ShapePart shape) {
        String kept = "its minimum keeps " + Wording.count(replicas, "replica", "replicas") + " up";
        GpuCount count = shape.count();
        if (count == null) {
            return kept;
        }
        BigDecimal gpus = BigDecimal.valueOf(count.milliGpus(), 3);
        BigDecimal hours = gpus.multiply(BigDecimal.valueOf(replicas)).multiply(HOURS_A_WEEK);
        return kept + ", " + hours.stripTrailingZeros().toPlainString() + " GPU-hours a week";
    }
}
