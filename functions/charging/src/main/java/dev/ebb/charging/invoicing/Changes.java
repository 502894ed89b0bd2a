package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LateEvents.LateEvent;
import dev.ebb.metering.LateEvents.Subject;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What may have changed since an account's periods were finalised. It must be read before the usage that is charged: what
 * changes in between is then found the next time.
 *
 * @param checkpoint how far the account is finalised
 * @param meters GPU time today, at each of the checkpoint's edges
 * @param late events that were recorded since
 * @param firstUsage of all usage today; empty if there is none
 */
record Changes(
        Checkpoint checkpoint, List<Map<GpuKind, GpuTime>> meters, List<LateEvent> late, Optional<Instant> firstUsage) {

    private static final Comparator<Line.EventReference> BY_TIME = Comparator.comparing(Line.EventReference::time)
            .thenComparing(Line.EventReference::source)
            .thenComparing(Line.EventReference::id);

    /** Copies the lists. */
    Changes {
        meters = List.copyOf(meters);
        late = List.copyOf(late);
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
            if (changed || late.stream().anyMatch(event -> touches(event, period.from(), period.to()))) {
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
        return !meters.getFirst().equals(checkpoint.before())
                || late.stream().anyMatch(event -> event.time().isBefore(first));
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

    /**
     * The late events that had a part in a line of a period.
     *
     * @param sharing the deployments whose usage has one, or the model
     */
    List<Line.EventReference> of(LineKey line, Set<String> sharing, Period period) {
        return late.stream()
                .filter(event -> touches(event, period.from(), period.to()))
                .filter(event -> switch (event.subject()) {
                    case Subject.Deployment deployment ->
                        line.kind().equals("gpu") && sharing.contains(deployment.name());
                    case Subject.Model model ->
                        line.kind().equals("tokens") && line.name().equals(model.name());
                })
                .map(event -> new Line.EventReference(
                        event.identity().source(), event.identity().id(), event.time()))
                .distinct()
                .sorted(BY_TIME)
                .toList();
    }

    /** A deployment's event concerns all that follows it, a token event its own instant. */
    private static boolean touches(LateEvent event, Instant from, Instant to) {
        return event.time().isBefore(to)
                && switch (event.subject()) {
                    case Subject.Deployment ignored -> true;
                    case Subject.Model ignored -> !event.time().isBefore(from);
                };
    }
}
