package dev.ebb.local.order;

import dev.ebb.local.order.EventDraft.Aim;
import dev.ebb.local.order.EventDraft.Miss;
import dev.ebb.local.order.EventDraft.Place;
import dev.ebb.local.order.EventDraft.Says;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Random fleets. Instants, sequences, shapes and names come from small pools, so that what is rare in life is common
 * here: events of one instant, stops before readies, voids of what is yet to come.
 *
 * <p>A {@link EventDraft} refers to instants and to other events by number, and is made into an event at the end: so a set
 * shrinks by dropping drafts and lowering numbers, and stays meaningful.
 */
final class EventSets {

    /** {@code B} and {@code late} have no price before November in UTC, {@code C} and {@code unknown} never. */
    static final String PRICES = """
            { "currency": "USD",
              "gpus": [
                {"accelerator": "A", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "7.00"},
                {"accelerator": "A", "region": "*", "from": "2026-10-31T18:30:00.001Z", "perGpuHour": "8.01"},
                {"accelerator": "A", "region": "eu", "from": "2026-11-01T00:00:30Z", "perGpuHour": "12.345"},
                {"accelerator": "A", "region": "*", "from": "2026-11-03T10:14:59.999Z", "perGpuHour": "9"},
                {"accelerator": "B", "region": "*", "from": "2026-11-01T00:00:00Z", "perGpuHour": "2.90"},
                {"accelerator": "B", "region": "global", "from": "2026-11-03T10:15:00Z", "perGpuHour": "0.07"} ],
              "models": [
                {"model": "flat", "from": "2026-01-01T00:00:00Z",
                 "perMillionPromptTokens": "0.20", "perMillionCompletionTokens": "0.23"},
                {"model": "flat", "from": "2026-11-01T00:00:00Z", "perMillionPromptTokens": "0.30",
                 "perMillionCachedPromptTokens": "0.07", "perMillionCompletionTokens": "0.40"},
                {"model": "late", "from": "2026-11-01T00:00:00Z",
                 "perMillionPromptTokens": "1.11", "perMillionCompletionTokens": "2.22"} ] }""";

    private static final List<String> EDGES = List.of(
            "2026-11-01T00:00:00Z",
            "2026-10-31T18:30:00Z",
            "2026-11-01T04:00:00Z",
            "2026-11-03T10:00:00Z",
            "2026-11-03T10:15:00Z");

    private static final List<Duration> NEAR = Stream.of(-600_001, -60_000, -1, 0, 1, 30_000, 59_999, 600_000, 600_001)
            .map(Duration::ofMillis)
            .toList();

    private static final List<Duration> FAR = List.of(
            Duration.ofDays(-2),
            Duration.ofHours(-25),
            Duration.ofHours(-1),
            Duration.ofMinutes(-15),
            Duration.ZERO,
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofHours(40).plusMillis(1));

    private EventSets() {}

    /** Up to {@code most} events of every type, of two accounts with two deployments of three replicas each. */
    static Arbitrary<EventSet> wide(int most) {
        Arbitrary<String> types = Arbitraries.frequency(
                Tuple.of(8, "replica.ready"),
                Tuple.of(4, "replica.stopped"),
                Tuple.of(3, "replica.alive"),
                Tuple.of(2, "replica.starting"),
                Tuple.of(4, "deployment.created"),
                Tuple.of(3, "deployment.updated"),
                Tuple.of(2, "deployment.deleted"),
                Tuple.of(3, "requests.served"),
                Tuple.of(1, "requests.rejected"),
                Tuple.of(1, "activity.reported"),
                Tuple.of(3, "tokens.used"),
                Tuple.of(5, "usage.voided"));
        Arbitrary<Place> places = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(4, 1), Tuple.of(1, 2)),
                        Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(1, 2)),
                        Arbitraries.frequency(Tuple.of(4, 1), Tuple.of(2, 2), Tuple.of(1, 3)))
                .as(Place::new);
        Arbitrary<List<Duration>> offsets = Arbitraries.oneOf(pool(NEAR, 6), pool(FAR, 6));
        return sets(evenly(drafts(types, places), 1, most), offsets);
    }

    /**
     * From half of {@code most} to {@code most} events of one deployment with one or two replicas, which nearly all touch
     * each other.
     */
    static Arbitrary<EventSet> narrow(int most) {
        Arbitrary<String> types = Arbitraries.frequency(
                Tuple.of(8, "replica.ready"),
                Tuple.of(3, "replica.stopped"),
                Tuple.of(3, "replica.alive"),
                Tuple.of(3, "deployment.created"),
                Tuple.of(2, "deployment.updated"),
                Tuple.of(2, "deployment.deleted"),
                Tuple.of(1, "requests.served"),
                Tuple.of(1, "tokens.used"),
                Tuple.of(4, "usage.voided"));
        Arbitrary<Place> places =
                Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(1, 2)).map(replica -> new Place(1, 1, replica));
        Arbitrary<List<Duration>> offsets = Arbitraries.oneOf(pool(NEAR, 3), pool(FAR, 3));
        return sets(evenly(drafts(types, places), most / 2, most), offsets);
    }

    private static Arbitrary<List<Duration>> pool(List<Duration> offsets, int most) {
        return Arbitraries.of(offsets).list().uniqueElements().ofMinSize(2).ofMaxSize(most);
    }

    private static Arbitrary<EventDraft> drafts(Arbitrary<String> types, Arbitrary<Place> places) {
        Arbitrary<Says> says = Combinators.combine(
                        Arbitraries.frequency(Tuple.of(5, "A"), Tuple.of(3, "B"), Tuple.of(1, "C"))
                                .injectNull(0.4),
                        Arbitraries.of("1", "8", "0.5", "0.001").injectNull(0.4),
                        Arbitraries.of("eu", "global").injectNull(0.6))
                .as(Says::new);
        Arbitrary<Aim> aims = Combinators.combine(
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.frequency(
                                Tuple.of(12, Miss.NOT),
                                Tuple.of(1, Miss.OTHER_ACCOUNT),
                                Tuple.of(1, Miss.OTHER_SOURCE),
                                Tuple.of(1, Miss.UNKNOWN_ID)))
                .as(Aim::new);
        return Combinators.combine(
                        types,
                        places,
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of("1", "2", "10", "007").injectNull(0.7),
                        says,
                        Arbitraries.integers().between(0, 7),
                        aims)
                .as(EventDraft::new);
    }

    /** Lists of all lengths alike: left to itself the generator prefers short ones. */
    private static Arbitrary<List<EventDraft>> evenly(Arbitrary<EventDraft> drafts, int least, int most) {
        return drafts.list().ofMinSize(least).ofMaxSize(most).withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<EventSet> sets(Arbitrary<List<EventDraft>> drafts, Arbitrary<List<Duration>> offsets) {
        Arbitrary<Instant> edges = Arbitraries.of(EDGES).map(Instant::parse);
        Arbitrary<Duration> slack =
                Arbitraries.of(0, 1, 600_000, 600_001, 10_800_000).map(Duration::ofMillis);
        Arbitrary<String> zones =
                Arbitraries.frequency(Tuple.of(3, "UTC"), Tuple.of(1, "Asia/Kolkata"), Tuple.of(1, "America/New_York"));
        return Combinators.combine(drafts, offsets, edges, slack, zones).as(EventSets::assemble);
    }

    private static EventSet assemble(
            List<EventDraft> drafts, List<Duration> offsets, Instant edge, Duration slack, String zone) {
        List<Instant> pool = offsets.stream().map(edge::plus).toList();
        List<String> events = new ArrayList<>();
        for (int number = 0; number < drafts.size(); number++) {
            events.add(drafts.get(number).event(number, drafts, pool).toString());
        }
        Instant asOf = pool.stream().max(Instant::compareTo).orElseThrow().plus(slack);
        return new EventSet(events, asOf, List.of("2026-10", "2026-11"), zone);
    }
}
