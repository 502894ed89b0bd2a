package dev.ebb.sweeping.simulation;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.policy.KeepWarm;
import dev.ebb.sweeping.policy.Mode;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.rules.Damping;
import dev.ebb.sweeping.rules.IdleRule;
import dev.ebb.sweeping.simulation.Course.Interval;
import dev.ebb.sweeping.simulation.Course.Kind;
import dev.ebb.sweeping.simulation.Course.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One deployment under one policy. It does not step from minute to minute: between two minutes in which something could
 * change it asks the rule once, for idleness only ever begins later than it was.
 */
final class Trial {

    private static final long MINUTE = 60_000;

    private final List<Interval> stretches;
    private final ActivityMinutes minutes;
    private final Policy policy;
    private final boolean mayGoToZero;
    private final Conditions conditions;
    private final List<Interval> running = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();
    private int next;
    private int doublings;
    private long waited;
    private long lost;

    /**
     * @param stretches in which at least one replica ran, as recorded
     * @param minutes whose end is the history's
     * @param mayGoToZero whether nothing but its traffic keeps it up
     */
    Trial(
            List<Interval> stretches,
            ActivityMinutes minutes,
            Policy policy,
            boolean mayGoToZero,
            Conditions conditions) {
        this.stretches = stretches;
        this.minutes = minutes;
        this.policy = policy;
        this.mayGoToZero = mayGoToZero && policy.mode() != Mode.WARN;
        this.conditions = conditions;
    }

    /** To be called once. */
    Course course() {
        long since = Long.MIN_VALUE;
        OptionalLong down = scaleDown(since);
        while (down.isPresent()) {
            long tick = down.getAsLong();
            running.add(new Interval(since, tick * MINUTE));
            moment(Kind.SCALE_DOWN, tick);
            OptionalLong wake = wake(tick);
            if (wake.isEmpty()) {
                return done();
            }
            since = woken(tick, wake.getAsLong());
            down = scaleDown(since);
        }
        running.add(new Interval(since, Long.MAX_VALUE));
        return done();
    }

    private Course done() {
        return new Course(
                running,
                moments,
                new Counts(
                        count(Kind.SCALE_DOWN),
                        count(Kind.WAKE) + count(Kind.REGRET),
                        count(Kind.REGRET),
                        count(Kind.DELETION),
                        waited,
                        lost));
    }

    private long count(Kind kind) {
        return moments.stream().filter(each -> each.kind() == kind).count();
    }

    private void moment(Kind kind, long tick) {
        moments.add(new Moment(kind, ActivityMinutes.startOf(tick), doublings()));
    }

    private int doublings() {
        return policy.damping() ? doublings : 0;
    }

    /** The tick at which it goes to zero, if what is recorded runs from an instant on. */
    private OptionalLong scaleDown(long from) {
        if (!mayGoToZero) {
            return OptionalLong.empty();
        }
        long window = Damping.lengthened(policy.zeroAfter(), doublings()).toMillis();
        for (; next < stretches.size(); next++) {
            Interval stretch = stretches.get(next);
            long floor = Math.max(from, stretch.from());
            long tick = Math.ceilDiv(floor, MINUTE);
            while (tick * MINUTE < stretch.to() && tick < minutes.end()) {
                long since = IdleRule.idleSince(minutes, floor, tick);
                if (!IdleRule.isOver(since, window, tick)) {
                    tick = Math.ceilDiv(since + window, MINUTE);
                    continue;
                }
                Optional<Instant> warmUntil = keptWarmUntil(tick);
                if (warmUntil.isEmpty()) {
                    return OptionalLong.of(tick);
                }
                tick = Math.ceilDiv(warmUntil.get().toEpochMilli(), MINUTE);
            }
        }
        return OptionalLong.empty();
    }

    private Optional<Instant> keptWarmUntil(long tick) {
        Instant now = ActivityMinutes.startOf(tick);
        return policy.keepWarm().stream()
                .map((KeepWarm window) -> window.endsAt(now))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** The minute that brings back what went to zero; empty if none does, or a deletion comes before it. */
    private OptionalLong wake(long down) {
        OptionalLong demand = minutes.firstDemand(down + 1);
        long deletion = Math.ceilDiv(down * MINUTE + policy.deleteAfter().toMillis(), MINUTE);
        boolean deleted = policy.mode() != Mode.ZERO && deletion < minutes.end();
        if (!deleted || (demand.isPresent() && demand.getAsLong() < deletion)) {
            return demand;
        }
        moment(Kind.DELETION, deletion);
        lost = minutes.countActive(deletion, minutes.end());
        return OptionalLong.empty();
    }

    /** When it runs again, in milliseconds from the epoch. */
    private long woken(long down, long wake) {
        Instant from = ActivityMinutes.startOf(down);
        Instant to = ActivityMinutes.startOf(wake);
        boolean regretted = !to.isAfter(from.plus(conditions.regret()));
        doublings = Damping.after(doublings, Damping.isRegret(from, to));
        moment(regretted ? Kind.REGRET : Kind.WAKE, wake);
        long ready = to.plus(conditions.coldStart()).toEpochMilli();
        waited += minutes.countActive(wake, Math.ceilDiv(ready, MINUTE));
        return ready;
    }
}
