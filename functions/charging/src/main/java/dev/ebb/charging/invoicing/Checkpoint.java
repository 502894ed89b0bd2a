package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Period;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far an account is finalised, and what its meters said then: whoever compares them learns what changed since, also
 * where no late event tells of it.
 *
 * @param lateFrom late events that were recorded before this are accounted for; the epoch if nothing is finalised
 * @param before GPU time before the first period
 * @param periods those that are finalised, in order; the n-th has invoice n
 */
public record Checkpoint(Instant lateFrom, Map<GpuKind, GpuTime> before, List<Finalised> periods) {

    /** Nothing is finalised. */
    public static final Checkpoint NONE = new Checkpoint(Instant.EPOCH, Map.of(), List.of());

    /**
     * A period that is finalised.
     *
     * @param complete whether nothing was missing of its statement when it, or a later period, was finalised; if not, what
     *     is added to it may not have any trace but its statement
     * @param upTo GPU time from the beginning of time to its end
     */
    public record Finalised(Period period, boolean complete, Map<GpuKind, GpuTime> upTo) {

        /** Copies the times. */
        public Finalised {
            upTo = Map.copyOf(upTo);
        }
    }

    /** Copies times and periods. */
    public Checkpoint {
        before = Map.copyOf(before);
        periods = List.copyOf(periods);
    }

    /** The number of the last invoice; 0 if there is none. */
    public long invoices() {
        return periods.size();
    }

    /** The last period that is finalised. */
    public Optional<Period> last() {
        return periods.isEmpty()
                ? Optional.empty()
                : Optional.of(periods.getLast().period());
    }

    /**
     * The period of a month, as it was invoiced; of a month before the first invoice, as it lies before that.
     *
     * @param settings of the account, whose time zone holds for months before its first invoice
     * @throws IllegalArgumentException if it is neither
     */
    public Period periodOf(YearMonth month, AccountSettings settings) {
        return periods.stream()
                .map(Finalised::period)
                .filter(period -> !period.month().isBefore(month))
                .findFirst()
                .map(period -> OpenPeriods.backTo(month, period, settings))
                .orElseThrow(() ->
                        new IllegalArgumentException("month: must be at most that of the last invoice, is " + month));
    }

    /** The ends of its stretches: where the first period begins, and where each ends. */
    List<Instant> edges() {
        List<Instant> edges = new ArrayList<>();
        periods.stream().limit(1).forEach(first -> edges.add(first.period().from()));
        periods.forEach(each -> edges.add(each.period().to()));
        return edges;
    }

    /** What the meters said at each of {@link #edges()}. */
    List<Map<GpuKind, GpuTime>> meters() {
        List<Map<GpuKind, GpuTime>> meters = new ArrayList<>();
        if (!periods.isEmpty()) {
            meters.add(before);
            periods.forEach(each -> meters.add(each.upTo()));
        }
        return meters;
    }

    /** GPU time within a period, by its place among {@link #periods()}; without kinds that were not used. */
    public Map<GpuKind, GpuTime> used(int place) {
        return between(meters(), place);
    }

    /** GPU time between an edge and the next, likewise. */
    static Map<GpuKind, GpuTime> between(List<Map<GpuKind, GpuTime>> meters, int edge) {
        Map<GpuKind, GpuTime> used = new TreeMap<>(meters.get(edge + 1));
        meters.get(edge).forEach((kind, time) -> used.merge(kind, GpuTime.ZERO.minus(time), GpuTime::plus));
        used.values().removeIf(GpuTime.ZERO::equals);
        return used;
    }

    /**
     * After one more period.
     *
     * @param meters at each of this checkpoint's edges, and at those that the period adds
     * @param incomplete the numbers of the invoices, the new one among them, whose periods' statements lack something
     */
    Checkpoint and(Period period, List<Map<GpuKind, GpuTime>> meters, Instant late, Set<Long> incomplete) {
        List<Finalised> all = new ArrayList<>();
        for (int i = 0; i < periods.size(); i++) {
            all.add(new Finalised(periods.get(i).period(), !incomplete.contains(i + 1L), meters.get(i + 1)));
        }
        all.add(new Finalised(period, !incomplete.contains(invoices() + 1), meters.getLast()));
        return new Checkpoint(late, meters.getFirst(), all);
    }
}
