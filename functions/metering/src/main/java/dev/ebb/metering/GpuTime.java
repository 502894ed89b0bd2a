package dev.ebb.metering;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * GPU time, exactly.
 *
 * @param microGpuSeconds milli-GPUs times milliseconds; of any size
 */
public record GpuTime(BigInteger microGpuSeconds) implements Comparable<GpuTime> {

    /** None. */
    public static final GpuTime ZERO = new GpuTime(BigInteger.ZERO);

    /** Of a whole number of micro-GPU-seconds. */
    public static GpuTime ofMicros(long microGpuSeconds) {
        return new GpuTime(BigInteger.valueOf(microGpuSeconds));
    }

    /** The sum. */
    public GpuTime plus(GpuTime other) {
        return new GpuTime(microGpuSeconds.add(other.microGpuSeconds));
    }

    /** The difference. */
    public GpuTime minus(GpuTime other) {
        return new GpuTime(microGpuSeconds.subtract(other.microGpuSeconds));
    }

    /** In GPU-seconds, with six decimals. */
    public BigDecimal gpuSeconds() {
        return new BigDecimal(microGpuSeconds, 6);
    }

    @Override
    public int compareTo(GpuTime other) {
        return microGpuSeconds.compareTo(other.microGpuSeconds);
    }
}
