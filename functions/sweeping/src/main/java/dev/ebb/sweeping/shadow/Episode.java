package dev.ebb.sweeping.shadow;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What verdicts of one quiet stretch led to, or would have led to: an action that is held back is proposed by each look, and
 * is one all the same.
 *
 * @param at the first sweep that said so
 * @param wantedAt when it was in demand again after that, if it was
 */
public record Episode(Action action, Kind kind, Instant at, Optional<Instant> wantedAt) {

    /** What was in the way. */
    public enum Kind {
        /** The mode alone: in a dry run, or one that does not go so far. */
        SHADOW,
        /** Something that would be in its way in any mode: a pin, keep-warm, a limit, the breaker. */
        HELD,
        /** Nothing: it was done. */
        DONE
    }

    /** Whether it would have been woken so soon that it had better been left alone. */
    public boolean isWantedWithin(Duration time) {
        return wantedAt.filter(wanted -> !wanted.isAfter(at.plus(time))).isPresent();
    }

    /**
     * Those of one deployment.
     *
     * @param verdicts in the order of time
     * @param minutes what is known of its demand, from the first verdict on
     */
    public static List<Episode> of(List<RecordedVerdict> verdicts, ActivityMinutes minutes) {
        List<Episode> episodes = new ArrayList<>();
        Set<String> said = new HashSet<>();
        Optional<Instant> wanted = Optional.empty();
        for (RecordedVerdict verdict : verdicts) {
            if (wanted.filter(at -> !at.isAfter(verdict.sweep())).isPresent()) {
                said.clear();
                wanted = Optional.empty();
            }
            if (verdict.would().isEmpty()) {
                continue;
            }
            Kind kind = kind(verdict.held());
            if (said.add(verdict.would() + " " + kind)) {
                wanted = wantedAfter(verdict.sweep(), verdicts, minutes);
                episodes.add(new Episode(Action.valueOf(verdict.would()), kind, verdict.sweep(), wanted));
            }
        }
        return episodes;
    }

    private static Kind kind(String held) {
        if (held.isEmpty()) {
            return Kind.DONE;
        }
        return held.equals("dry run") || held.startsWith("mode ") ? Kind.SHADOW : Kind.HELD;
    }

    /** The first minute with demand, or a verdict that says ACTIVE for another reason. */
    private static Optional<Instant> wantedAfter(Instant at, List<RecordedVerdict> verdicts, ActivityMinutes minutes) {
        Stream<Instant> demand = LongStream.range(
                        Math.max(minutes.first(), ActivityMinutes.minuteOf(at)), minutes.end())
                .filter(minute -> minutes.isActive(minute) || minutes.isWanted(minute))
                .limit(1)
                .mapToObj(ActivityMinutes::startOf);
        Stream<Instant> active = verdicts.stream()
                .filter(verdict -> verdict.word().equals("ACTIVE"))
                .map(RecordedVerdict::sweep)
                .filter(sweep -> sweep.isAfter(at))
                .limit(1);
        return Stream.concat(demand, active).min(Comparator.naturalOrder());
    }
}
