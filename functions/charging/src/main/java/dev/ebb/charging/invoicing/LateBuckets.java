package dev.ebb.charging.invoicing;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Line.EventReference;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.metering.LateEvents.LateEvent;
import dev.ebb.metering.LateEvents.Subject;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Late events by what they change, and by the period that they took effect in. However many there are, each of these
 * buckets keeps {@link #NAMED}, the first in {@link #ORDER}, and counts the others.
 */
final class LateBuckets {

    /** So many events are named: more than a person reads, and few enough for a statement of many lines. */
    static final int NAMED = 100;

    /** By the time at which they take effect; then by source and id. */
    static final Comparator<EventReference> ORDER = Comparator.comparing(EventReference::time)
            .thenComparing(EventReference::source)
            .thenComparing(EventReference::id);

    /** None. */
    static final LateBuckets NONE = new LateBuckets(Map.of());

    private final Map<Place, Bucket> buckets;

    private LateBuckets(Map<Place, Bucket> buckets) {
        this.buckets = buckets;
    }

    /**
     * Some events, and how many there are besides.
     *
     * @param first in {@link #ORDER}
     */
    record Named(List<EventReference> first, long more) {

        /** Copies them. */
        Named {
            first = List.copyOf(first);
        }
    }

    /** @param from where the period begins */
    private record Place(Subject subject, Instant from) {

        /** A deployment's event concerns all that follows it, a token event its own instant. */
        boolean touches(Instant begin, Instant end) {
            return from.isBefore(end)
                    && switch (subject) {
                        case Subject.Deployment ignored -> true;
                        case Subject.Model ignored -> !from.isBefore(begin);
                    };
        }

        boolean concerns(LineKey line, Set<String> sharing) {
            return switch (subject) {
                case Subject.Deployment deployment -> line.kind().equals("gpu") && sharing.contains(deployment.name());
                case Subject.Model model ->
                    line.kind().equals("tokens") && line.name().equals(model.name());
            };
        }
    }

    private static final class Bucket {
        private final NavigableSet<EventReference> first = new TreeSet<>(ORDER);
        private long more;

        void add(EventReference event) {
            if (first.add(event) && first.size() > NAMED) {
                first.pollLast();
                more++;
            }
        }

        void add(Bucket other) {
            other.first.forEach(this::add);
            more += other.more;
        }
    }

    /**
     * Sorts events into buckets, each as it is read.
     *
     * @param events in any order, each once; those that took effect after the last finalised period are left out
     */
    static LateBuckets of(Stream<LateEvent> events, Checkpoint checkpoint, AccountSettings settings) {
        if (checkpoint.periods().isEmpty()) {
            return NONE;
        }
        Begins begins = new Begins(checkpoint, settings);
        Map<Place, Bucket> buckets = new HashMap<>();
        events.filter(event -> event.time().isBefore(begins.end))
                .forEach(event -> buckets.computeIfAbsent(
                                new Place(event.subject(), begins.before(event.time())), place -> new Bucket())
                        .add(new EventReference(
                                event.identity().source(), event.identity().id(), event.time())));
        return new LateBuckets(buckets);
    }

    /** Where periods begin: those that are finalised, and as many months before them as are asked for. */
    private static final class Begins {
        private final AccountSettings settings;
        private final TreeSet<Instant> begins;
        private final Instant end;
        private Period earliest;

        Begins(Checkpoint checkpoint, AccountSettings settings) {
            this.settings = settings;
            begins = new TreeSet<>(checkpoint.edges());
            end = begins.last();
            earliest = checkpoint.periods().getFirst().period();
        }

        Instant before(Instant time) {
            while (time.isBefore(earliest.from())) {
                earliest = OpenPeriods.preceding(earliest, settings);
                begins.add(earliest.from());
            }
            return begins.headSet(time, true).last();
        }
    }

    /** Whether an event may have changed what was used from {@code begin} to {@code end}, which are edges of periods. */
    boolean touch(Instant begin, Instant end) {
        return buckets.keySet().stream().anyMatch(place -> place.touches(begin, end));
    }

    /** Whether an event took effect before an edge of periods. */
    boolean anyBefore(Instant edge) {
        return buckets.keySet().stream().anyMatch(place -> place.from().isBefore(edge));
    }

    /**
     * Those that had a part in a line of a period.
     *
     * @param sharing the deployments whose usage has one
     */
    Named of(LineKey line, Set<String> sharing, Period period) {
        Bucket all = new Bucket();
        buckets.forEach((place, bucket) -> {
            if (place.touches(period.from(), period.to()) && place.concerns(line, sharing)) {
                all.add(bucket);
            }
        });
        return new Named(List.copyOf(all.first), all.more);
    }

    /** How many events it remembers by name. */
    int remembered() {
        return buckets.values().stream().mapToInt(bucket -> bucket.first.size()).sum();
    }
}
