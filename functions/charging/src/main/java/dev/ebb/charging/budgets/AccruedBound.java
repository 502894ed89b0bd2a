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
 * because what commitments cover can't be told from sums in quarter-hours that change. So the bound is also the last
 * draft, plus what the meters have grown since at the period's highest rate, and the lower of both counts. That one
 * supposes that what became known since has only added usage to the past; what moves usage of the past makes the account
 * due for charging, and so for a new draft.
 */
final class AccruedBound {

    private AccruedBound() {}

    static Fraction gpus(
            MeterReading meters, Tariff tariff, Period period, Optional<LastDraft.Draft> draft, Instant now) {
        Instant latest = now.plus(Admission.TOLERANCE);
        Instant to = latest.isBefore(period.to()) ? latest : period.to();
        GpuAccrual metered = GpuAccrual.of(meters, tariff, period.from(), to);
        Fraction bound = metered.amount().plus(metered.doubt());
        if (draft.isEmpty() || !Reservations.any(tariff.agreement(), period.from(), to)) {
            return bound;
        }
        Fraction sinceDraft = draft.get().gpus().plus(growth(meters, tariff, period, draft.get(), to));
        return sinceDraft.compareTo(bound) < 0 ? sinceDraft : bound;
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
