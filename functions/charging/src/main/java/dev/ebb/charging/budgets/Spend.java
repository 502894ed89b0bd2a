package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;

/**
 * What is spent in a period, at an instant of it. All amounts are exact fractions in the currency's major unit.
 *
 * @param asOf the instant; within the period
 * @param gpus GPUs on demand, up to then
 * @param doubt what {@code gpus} may be off by at most, as meters can't tell; 0 if it is exact
 * @param tokens serverless tokens, up to then
 * @param committed what is reserved, up to then
 * @param adjustments of earlier periods, as the last draft has them; may be negative
 * @param burnRate what the GPUs that run then cost an hour on demand
 * @param tokenRate what serverless tokens cost an hour, in the mean of the last 24 h, or of the period if that is shorter
 * @param committedRest what is reserved, from then to the period's end
 * @param unpriced whether anything was used that has no price, and is in none of the amounts
 */
public record Spend(
        Period period,
        Instant asOf,
        Currency currency,
        Fraction gpus,
        Fraction doubt,
        Fraction tokens,
        Fraction committed,
        Fraction adjustments,
        Fraction burnRate,
        Fraction tokenRate,
        Fraction committedRest,
        boolean unpriced) {

    /** @throws IllegalArgumentException if the instant is not in the period */
    public Spend {
        if (asOf.isBefore(period.from()) || !asOf.isBefore(period.to())) {
            throw new IllegalArgumentException(
                    "asOf: must be from " + period.from() + " and before " + period.to() + ", is " + asOf);
        }
    }

    /** What has accrued. */
    public Fraction monthToDate() {
        return gpus.plus(tokens).plus(committed).plus(adjustments);
    }

    /** What the period will come to if all goes on as it does. */
    public Fraction forecast() {
        Fraction rest = hours(Duration.between(asOf, period.to()));
        return monthToDate().plus(burnRate.plus(tokenRate).times(rest)).plus(committedRest);
    }

    /** A time in hours, exactly. */
    static Fraction hours(Duration time) {
        return new Fraction(BigInteger.valueOf(time.toMillis()), BigInteger.valueOf(3_600_000));
    }
}
