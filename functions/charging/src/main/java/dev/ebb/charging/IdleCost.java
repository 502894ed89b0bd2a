package dev.ebb.charging;

import dev.ebb.metering.GpuTime;
import java.math.BigInteger;

/**
 * What GPUs cost while no request was served. A line's amount is shared out over its busy and idle time; what commitments
 * cover costs nothing here.
 *
 * @param name of the deployment, or what a label says
 * @param billed all GPU time
 * @param idle what of it lies in minutes that were not active
 * @param cost of the idle time that has a price, exactly
 * @param unpriced lines with idle time that have no price
 */
public record IdleCost(String name, GpuTime billed, GpuTime idle, Fraction cost, long unpriced) {

    /** The sum, under this one's name. */
    IdleCost plus(IdleCost other) {
        return new IdleCost(
                name,
                billed.plus(other.billed),
                idle.plus(other.idle),
                cost.plus(other.cost),
                unpriced + other.unpriced);
    }

    IdleCost named(String other) {
        return new IdleCost(other, billed, idle, cost, unpriced);
    }

    /** Of one line. */
    static IdleCost of(Line.Gpu line) {
        Fraction share = new Fraction(
                line.idle().microGpuSeconds(), line.billed().microGpuSeconds().max(BigInteger.ONE));
        boolean unpriced = line.exactAmount().isEmpty() && line.idle().compareTo(GpuTime.ZERO) > 0;
        return new IdleCost(
                line.deployment(),
                line.billed(),
                line.idle(),
                line.exactAmount().map(share::times).orElse(Fraction.ZERO),
                unpriced ? 1 : 0);
    }
}
