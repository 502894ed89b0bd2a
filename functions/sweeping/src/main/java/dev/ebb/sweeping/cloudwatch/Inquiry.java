package dev.ebb.sweeping.cloudwatch;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.cloudwatch.Series.Meaning;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All that is asked about one deployment, and what is concluded from what came of it.
 *
 * @param dimensions that name what is asked about
 * @param first minute that is asked about
 * @param end the minute after the last
 */
record Inquiry(Watching kind, Map<String, String> dimensions, long first, long end, List<Reading> readings) {

    /**
     * Above this many percent of all GPUs together, something keeps them busy: an engine that only polls for work stays
     * below it, and one of eight GPUs at work, whatever the others do, is above it.
     */
    static final BigDecimal BUSY = BigDecimal.valueOf(5);

    /** Minutes after a request in which load is still that request's: the two metrics are taken by different clocks. */
    static final int TAIL = 2;

    static Inquiry about(Metrics metrics, Watching kind, long first, long end) {
        return new Inquiry(
                kind,
                metrics.dimensions(),
                first,
                end,
                kind.series().stream()
                        .map(series -> new Reading(series, first, end))
                        .toList());
    }

    /** What is known when nothing was asked. */
    static Answer unasked(List<String> failures, long first, long end) {
        BitSet none = new BitSet();
        return new Answer(ActivityMinutes.of(first, end, none, none, none), Duration.ZERO, failures, List.of());
    }

    /** Concludes. Demand counts wherever it was seen; quiet minutes only if nothing failed, and not within the lag. */
    Answer answer() {
        Set<String> failures = new LinkedHashSet<>();
        readings.forEach(reading -> failures.addAll(reading.failures()));
        BitSet active = above(Meaning.TRAFFIC);
        BitSet wanted = above(Meaning.TURNED_AWAY);
        BitSet seen = seen();
        int settled = Math.toIntExact(Math.max(0, end - first - kind.lag().toMinutes()));
        BitSet reported = failures.isEmpty() ? seen.get(0, settled) : new BitSet();
        ActivityMinutes minutes = ActivityMinutes.of(first, end, reported, active, wanted);
        return new Answer(minutes, kind.lag(), List.copyOf(failures), vetoes(minutes), data(seen));
    }

    private BitSet above(Meaning meaning) {
        BitSet minutes = new BitSet();
        readings.stream()
                .filter(reading -> reading.series().meaning() == meaning)
                .forEach(reading -> minutes.or(reading.minutesAbove(BigDecimal.ZERO)));
        return minutes;
    }

    /** Minutes that have a witness, or a value of every kind of traffic. */
    private BitSet seen() {
        BitSet witnessed = new BitSet();
        BitSet all = new BitSet();
        all.set(0, Math.toIntExact(end - first));
        for (Reading reading : readings) {
            switch (reading.series().meaning()) {
                case TRAFFIC, TURNED_AWAY -> all.and(reading.minutes());
                case WITNESS, LOAD -> witnessed.or(reading.minutes());
            }
        }
        witnessed.or(all);
        return witnessed;
    }

    /** Load that came after all demand that is known, and is not its tail. */
    private List<String> vetoes(ActivityMinutes minutes) {
        List<String> vetoes = new ArrayList<>();
        OptionalLong demand = minutes.lastDemand(end);
        int quiet = demand.isPresent() ? Math.toIntExact(demand.getAsLong() + 1 + TAIL - first) : 0;
        for (Reading reading : readings) {
            BitSet busy = reading.minutesAbove(BUSY);
            busy.clear(0, quiet);
            if (reading.series().meaning() == Meaning.LOAD && !busy.isEmpty()) {
                vetoes.add("GPUs were busy without a request: " + reading.largest(busy) + " % at most, in "
                        + busy.cardinality() + " minutes, the last at "
                        + ActivityMinutes.startOf(first + busy.length() - 1));
            }
        }
        return vetoes;
    }

    private List<String> data(BitSet seen) {
        List<String> data = new ArrayList<>();
        readings.forEach(reading -> data.add(reading.sentence()));
        data.add("CloudWatch could see " + seen.cardinality() + " of " + (end - first) + " minutes; the last "
                + kind.lag().toMinutes() + " do not count");
        return data;
    }
}
