package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When an account's hard cap is reached, when it must act so that it is not, and on what. It decides; it stops nothing.
 *
 * @param amount what may not be passed, in the account's currency; above 0
 * @param lag how long it takes until something is stopped
 */
public record HardCap(Fraction amount, Lag lag) {

    private static final BigInteger MILLIS_PER_HOUR = BigInteger.valueOf(3_600_000);

    /** A thousand years: whatever lies further ahead is never. */
    private static final BigInteger LONGEST =
            BigInteger.valueOf(Duration.ofDays(365_250).toMillis());

    /** @throws IllegalArgumentException if the amount is not above 0 */
    public HardCap {
        if (amount.compareTo(Fraction.ZERO) <= 0) {
            throw new IllegalArgumentException("amount: must be above 0, is " + amount);
        }
    }

    /**
     * What passes between the last moment at which nothing had to be done and the moment at which nothing runs.
     *
     * @param sweepInterval from one look to the next
     * @param events from something's happening to its being metered
     * @param stopWithin from an action to its effect
     */
    public record Lag(Duration sweepInterval, Duration events, Duration stopWithin) {

        /** @throws IllegalArgumentException if one is negative */
        public Lag {
            if (sweepInterval.isNegative() || events.isNegative() || stopWithin.isNegative()) {
                throw new IllegalArgumentException(
                        "lag: must not be negative, is " + sweepInterval + ", " + events + ", " + stopWithin);
            }
        }

        /** All of it. */
        public Duration total() {
            return sweepInterval.plus(events).plus(stopWithin);
        }
    }

    /**
     * What there is to know.
     *
     * @param accrued the upper bound on what has accrued
     * @param burn what accrues an hour now
     * @param ceiling the most that can come to accrue an hour before the cap has acted
     * @param margin what the ceiling comes to in the time of the lag
     * @param reachedAt when the cap would be reached at the present burn; empty if never
     * @param ceilingReachedAt when it would be reached at the ceiling: not before then; empty if never
     * @param actsAt when the cap must act at the latest, if all goes on as it does; not before the present; empty if never
     * @param actsNow whether that is now
     * @param victims what it would stop, in order: all that runs or boots
     */
    public record Outlook(
            Fraction accrued,
            Fraction burn,
            Fraction ceiling,
            Fraction margin,
            Optional<Instant> reachedAt,
            Optional<Instant> ceilingReachedAt,
            Optional<Instant> actsAt,
            boolean actsNow,
            List<CapTarget> victims) {

        /** Copies the victims. */
        public Outlook {
            victims = List.copyOf(victims);
        }

        /** The same, without the instants that do not lie before {@code end}: the spend of the next period begins at 0. */
        public Outlook until(Instant end) {
            return new Outlook(
                    accrued,
                    burn,
                    ceiling,
                    margin,
                    reachedAt.filter(at -> at.isBefore(end)),
                    ceilingReachedAt.filter(at -> at.isBefore(end)),
                    actsAt.filter(at -> at.isBefore(end)),
                    actsNow,
                    victims);
        }
    }

    /**
     * Looks ahead.
     *
     * @param accrued never below what has accrued
     * @param gpus what the account's running GPUs cost an hour now, beyond what is reserved
     * @param besides what accrues an hour beside them: tokens, and what is reserved
     * @param targets all deployments of the account
     */
    public Outlook outlook(Fraction accrued, Fraction gpus, Fraction besides, List<CapTarget> targets, Instant now) {
        Fraction burn = gpus.plus(besides);
        Fraction ceiling =
                Fraction.sum(targets.stream().map(CapTarget::ceiling).toList()).plus(besides);
        Fraction margin = ceiling.times(Spend.hours(lag.total()));
        Optional<Instant> actsAt = reached(amount.minus(margin), accrued, burn, now);
        List<CapTarget> victims = targets.stream()
                .filter(CapTarget::isUp)
                .sorted(CapTarget.VICTIMS_FIRST)
                .toList();
        return new Outlook(
                accrued,
                burn,
                ceiling,
                margin,
                reached(amount, accrued, burn, now),
                reached(amount, accrued, ceiling, now),
                actsAt,
                actsAt.filter(at -> !at.isAfter(now)).isPresent(),
                victims);
    }

    /** When the cap is reached, if so much has accrued and so much does an hour: empty if never. */
    public Optional<Instant> reachedAt(Fraction accrued, Fraction perHour, Instant now) {
        return reached(amount, accrued, perHour, now);
    }

    /** The first whole millisecond at which {@code limit} is reached. */
    private static Optional<Instant> reached(Fraction limit, Fraction accrued, Fraction burn, Instant now) {
        if (accrued.compareTo(limit) >= 0) {
            return Optional.of(now);
        }
        if (burn.compareTo(Fraction.ZERO) <= 0) {
            return Optional.empty();
        }
        Fraction hours = limit.minus(accrued).dividedBy(burn);
        BigInteger millis = hours.times(new Fraction(MILLIS_PER_HOUR, BigInteger.ONE))
                .rounded(0, RoundingMode.CEILING)
                .toBigIntegerExact();
        return millis.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(now.plusMillis(millis.longValueExact()));
    }
}
