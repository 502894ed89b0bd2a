package dev.ebb.charging.budgets;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Admission;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.MeterReading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An upper bound on what GPUs on demand have accrued. Meters are read at the latest instant that an accepted event may
 * lie at, {@link Admission#TOLERANCE} after the present: there they are exact, and what runs until then is too much
 * rather than too little.
 *
 * <p>Without commitments the bound is metered time at its price, and at the highest where a meter can't tell: it also
 * holds when the past has been rewritten since the last draft. With commitments meters alone would be far too much,
 * because what commitments cover can't be told from sums in quarter-hours that change, unless deployments in which nothing
 * changes use them up. So the bound is also the last
 * draft, plus what the meters have grown since at the period's highest rate, and the lower of both counts. That one
 * supposes that what became known since has only added usage to the past; what moves usage of the past makes the account
 * due for charging, and so for a new draft.
 */
final class AccruedBound {

    private AccruedBound() {}

    /** @param steady what is known to run throughout a quarter-hour */
    static Fraction gpus(
            MeterReading meters,
            Tariff tariff,
            Steady steady,
            Period period,
            Optional<LastDraft.Draft> draft,
            Instant now) {
        GpuAccrual metered = GpuAccrual.of(meters, tariff, steady, period.from(), latest(period, now));
        Fraction bound = metered.most();
        return sinceDraft(meters, tariff, period, draft, now)
                .filter(since -> since.compareTo(bound) < 0)
                .orElse(bound);
    }

    /** The same figure, at most what the last draft and what was used since allow. */
    static GpuAccrual narrowed(
            GpuAccrual metered,
            MeterReading meters,
            Tariff tariff,
            Period period,
            Optional<LastDraft.Draft> draft,
            Instant now) {
        return sinceDraft(meters, tariff, period, draft, now)
                .filter(bound -> bound.compareTo(metered.least()) >= 0)
                .map(metered::atMost)
                .orElse(metered);
    }

    /** The latest instant of the period that an accepted event may lie at. */
    static Instant latest(Period period, Instant now) {
        Instant latest = now.plus(Admission.TOLERANCE);
        return latest.isBefore(period.to()) ? latest : period.to();
    }

    /** The last draft and what the meters have grown since; empty without a draft or without commitments. */
    private static Optional<Fraction> sinceDraft(
            MeterReading meters, Tariff tariff, Period period, Optional<LastDraft.Draft> draft, Instant now) {
        Instant to = latest(period, now);
        return draft.filter(ignored -> Reservations.any(tariff.agreement(), period.from(), to))
                .map(last -> last.gpus().plus(growth(meters, tariff, period, last, to)));
    }

    /** What the meters have grown since the draft, at each kind's highest rate in the period. */
    private static Fraction growth(
            MeterReading meters, Tariff tariff, Period period, LastDraft.Draft draft, Instant to) {
        Map<GpuKind, GpuTime> drafted = draft.gpuTime();
        BigDecimal sum = BigDecimal.ZERO;
        for (GpuKind kind : meters.kinds()) {
            GpuTime before = drafted.getOrDefault(kind, GpuTime.ZERO);
            BigInteger grown =
                    meters.usage(kind, period.from(), to).minus(before).microGpuSeconds();
            BigDecimal rate = GpuAccrual.highestRate(tariff, kind, period.from(), to);
            sum = sum.add(rate.multiply(new BigDecimal(grown.max(BigInteger.ZERO))));
        }
        return GpuAccrual.perGpuHour(sum);
    }
}
