package dev.ebb.metering;

import java.math.BigDecimal;

/**
 * GPUs per replica, in whole thousandths: fractions of a GPU are rented too.
 *
 * @param milliGpus 1 to 1,024,000
 */
public record GpuCount(int milliGpus) {

    /** 1,024 GPUs. */
    public static final int MAX_MILLI_GPUS = 1_024_000;

    private static final BigDecimal MAX_GPUS = BigDecimal.valueOf(MAX_MILLI_GPUS, 3);

    /** @throws IllegalArgumentException if out of range */
    public GpuCount {
        if (milliGpus < 1 || milliGpus > MAX_MILLI_GPUS) {
            throw new IllegalArgumentException("milliGpus: must be from 1 to " + MAX_MILLI_GPUS + ", is " + milliGpus);
        }
    }

    /**
     * Reads a decimal exactly.
     *
     * @throws IllegalArgumentException with the rule that {@code gpus} breaks
     */
    public static GpuCount of(BigDecimal gpus) {
        if (gpus.signum() <= 0) {
            throw new IllegalArgumentException("must be above 0");
        }
        if (gpus.compareTo(MAX_GPUS) > 0) {
            throw new IllegalArgumentException("must be at most 1024");
        }
        if (gpus.stripTrailingZeros().scale() > 3) {
            throw new IllegalArgumentException("must have at most three decimals");
        }
        return new GpuCount(gpus.movePointRight(3).intValueExact());
    }
}
