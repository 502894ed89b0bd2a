package dev.ebb.charging;

import java.math.BigDecimal;

/**
 * GPUs that an account has reserved: at every instant they are billed, used or not, and as many of its running GPUs cost
 * nothing more. They cover its deployments pro rata.
 *
 * @param region a region, or {@value PriceBook#ANY_REGION} for GPUs in any; what is reserved for a region covers first
 * @param milliGpus how many, in thousandths; above 0
 * @param perGpuHour what each costs an hour, from the first instant of the agreement's term
 */
public record Commitment(String accelerator, String region, long milliGpus, UnitPrice perGpuHour) {

    /** The most that can be reserved: a million GPUs. */
    public static final long MAX_MILLI_GPUS = 1_000_000_000L;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Commitment {
        if (milliGpus <= 0 || milliGpus > MAX_MILLI_GPUS) {
            throw new IllegalArgumentException("gpus: must be above 0 and at most 1000000, is "
                    + BigDecimal.valueOf(milliGpus, 3).toPlainString());
        }
    }
}
