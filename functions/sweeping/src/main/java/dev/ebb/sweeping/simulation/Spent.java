package dev.ebb.sweeping.simulation;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Rating;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuTime;

/**
 * GPU time and what it costs on demand.
 *
 * @param gpuTime all of it
 * @param cost of what has a price, exactly
 * @param unpriced what has none
 */
public record Spent(GpuTime gpuTime, Fraction cost, GpuTime unpriced) {

    /** Nothing. */
    public static final Spent NOTHING = new Spent(GpuTime.ZERO, Fraction.ZERO, GpuTime.ZERO);

    static Spent of(DeploymentUsage usage, Rating rating) {
        Spent spent = NOTHING;
        for (Line line : rating.gpuLines(usage)) {
            if (line instanceof Line.Gpu gpu) {
                Fraction cost = gpu.exactAmount().orElse(Fraction.ZERO);
                GpuTime unpriced = gpu.exactAmount().isPresent() ? GpuTime.ZERO : gpu.billed();
                spent = spent.plus(new Spent(gpu.billed(), cost, unpriced));
            }
        }
        return spent;
    }

    /** The sums. */
    public Spent plus(Spent other) {
        return new Spent(gpuTime.plus(other.gpuTime), cost.plus(other.cost), unpriced.plus(other.unpriced));
    }
}
