package dev.ebb.charging;

import dev.ebb.metering.GpuTime;
import java.math.BigInteger;

/** Adds up GPU time in a {@code long}, and spills what does not fit, so that no sum is ever wrong. */
final class UsageSum {

    private long small;
    private BigInteger spilled = BigInteger.ZERO;

    /** Adds a number of milli-GPUs over a time; neither is negative. */
    void add(long milliGpus, long millis) {
        long product = milliGpus * millis;
        if (product < 0 || Math.multiplyHigh(milliGpus, millis) != 0) {
            spilled = spilled.add(BigInteger.valueOf(milliGpus).multiply(BigInteger.valueOf(millis)));
            return;
        }
        long sum = small + product;
        if (sum < 0) {
            spilled = spilled.add(BigInteger.valueOf(small));
            small = product;
        } else {
            small = sum;
        }
    }

    GpuTime total() {
        return new GpuTime(spilled.add(BigInteger.valueOf(small)));
    }
}
