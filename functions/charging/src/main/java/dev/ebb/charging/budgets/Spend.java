package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;

/**
 * What is spent in a period, at an instant of it. All amounts are exact fractions in the currency's major unit.
 *
 * @param asOf the instant; within the period, or its end if the period is over
 * @param gpus GPUs on demand, up to then
 * @param doubt what {@code gpus} may be off by at most, as meters can't tell; 0 if it is exact
 * @param tokens serverless tokens, up to then
 * @param committed what is reserved, up to then
 * @param adjustments of earlier periods, as the last draft has them; may be negative
 * @param burnRate what the GPUs that run then cost an hour on demand; 0 if the period is over
 * @param tokenRate what serverless tokens cost an hour, in the mean of the last 24 h, or of the period if that is shorter; 0
 *     if the period is over
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

    /** @throws IllegalArgumentException if the instant is neither in the period nor its end */
    public Spend {
        if (asOf.isBefore(period.from()) || asOf.isAfter(period.to())) {
            throw new IllegalArgumentException(
                    "asOf: must be from " + period.from() + " to " + period.to() + ", is " + asOf);
        }
    }

    /** What a period came to that is over. Nothing of it is in doubt, for its statement is computed from sessions. */
    static Spend over(LastDraft.Draft draft) {
        Statement statement = draft.statement();
        return new Spend(
                statement.period(),
                statement.to(),
                statement.currency(),
                draft.gpus(),
                Fraction.ZERO,
                draft.tokens(),
                draft.committed(),
                draft.adjustments(),
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                statement.lines().stream().anyMatch(line -> line.amount() == null));
    }

    /** Whether nothing more accrues in the period. */
    public boolean isOver() {
        return asOf.equals(period.to());
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
    public static Fraction hours(Duration time) {
        return new Fraction(BigInteger.valueOf(time.toMillis()), BigInteger.valueOf(3_600_000));
    }
}
