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
import java.util.function.Function;

/**
 * What may have changed since an account's periods were finalised. It must be read before the usage that is charged: what
 * changes in between is then found the next time.
 *
 * @param checkpoint how far the account is finalised
 * @param meters GPU time today, at each of the checkpoint's edges
 * @param late events that were recorded since; a few more, which that statement may have had in it already: {@link
 *     Billing#WRITING}
 * @param firstUsage of all usage today; empty if there is none
 */
record Changes(
        Checkpoint checkpoint, List<Map<GpuKind, GpuTime>> meters, LateBuckets late, Optional<Instant> firstUsage) {

    /** Copies the list. */
    Changes {
        meters = List.copyOf(meters);
    }

    /**
     * Today's meters at each edge. Where they say at the last what they did then, nothing is read of the others.
     *
     * @param upTo reads GPU time up to an instant
     */
    static List<Map<GpuKind, GpuTime>> metersAt(Checkpoint checkpoint, Function<Instant, Map<GpuKind, GpuTime>> upTo) {
        List<Instant> edges = checkpoint.edges();
        if (edges.isEmpty()) {
            return List.of();
        }
        Map<GpuKind, GpuTime> last = upTo.apply(edges.getLast());
        return last.equals(checkpoint.meters().getLast())
                ? checkpoint.meters()
                : edges.stream().map(upTo).toList();
    }

    /** The numbers of the invoices whose periods' usage may have changed, or may have got the price that it lacked. */
    List<Long> touchedInvoices() {
        List<Map<GpuKind, GpuTime>> then = checkpoint.meters();
        List<Long> touched = new ArrayList<>();
        for (int i = 0; i < checkpoint.periods().size(); i++) {
            Checkpoint.Finalised finalised = checkpoint.periods().get(i);
            Period period = finalised.period();
            boolean changed =
                    !finalised.complete() || !Checkpoint.between(then, i).equals(Checkpoint.between(meters, i));
            if (changed || late.touch(period.from(), period.to())) {
                touched.add(i + 1L);
            }
        }
        return touched;
    }

    /** Whether usage before the first period may have changed. */
    boolean touchesEarlier() {
        if (checkpoint.periods().isEmpty()) {
            return false;
        }
        Instant first = checkpoint.edges().getFirst();
        return !meters.getFirst().equals(checkpoint.before()) || late.anyBefore(first);
    }

    /**
     * The months before the first period that have usage, or that something was charged for.
     *
     * @param charged months of which something was charged
     */
    List<Period> earlier(AccountSettings settings, Iterable<YearMonth> charged) {
        List<Period> earlier = new ArrayList<>();
        if (checkpoint.periods().isEmpty()) {
            return earlier;
        }
        Period first = checkpoint.periods().getFirst().period();
        YearMonth least = first.month();
        for (YearMonth month : charged) {
            least = month.isBefore(least) ? month : least;
        }
        Period month = OpenPeriods.preceding(first, settings);
        while (!month.month().isBefore(least)
                || (firstUsage.isPresent() && firstUsage.get().isBefore(month.to()))) {
            earlier.add(month);
            month = OpenPeriods.preceding(month, settings);
        }
        return earlier;
    }
}
