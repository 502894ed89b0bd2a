package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds evidence that something ran where no session says so, as a pure function of what is known: a late event takes it
 * back. Evidence counts once {@code bootWithin} has passed after it.
 *
 * <ul>
 *   <li>A replica said that it is alive in a quarter-hour that touches no session, boot or waiting ready of it, unless it
 *       stopped in it or within {@code bootWithin} before it, or became ready in it or within {@code bootWithin} after it,
 *       or goes on without accepting requests.
 *   <li>A deployment was active, and no session of it lies within {@link #BESIDE} of the adjoining active minutes.
 *   <li>A ready opened nothing, for its deployment had been deleted more than {@code bootWithin} before.
 * </ul>
 */
public final class RunningWithoutSession {

    /** How far from active minutes a session may lie that explains them: clocks differ, and reports are rounded. */
    public static final Duration BESIDE = Duration.ofMinutes(10);

    private final Known known;
    private final Question question;
    private final List<ReplicaLife> lives = new ArrayList<>();

    /**
     * What is known of a replica.
     *
     * @param transitions all of it, in order
     * @param aliveQuarters the quarter-hours of the interval in which it said that it is alive, counted from the epoch
     * @param lostAt where its open session ends, because it fell silent; null if it does not
     */
    public record KnownReplica(
            String name,
            List<Transition> transitions,
            SortedSet<Long> aliveQuarters,
            @Nullable Instant lostAt) {}

    /**
     * What is known of a deployment.
     *
     * @param active the active minutes, counted from {@code firstMinute}; runs that touch the interval are whole
     * @param firstMinute counted from the epoch
     */
    public record Known(
            DeploymentId id, Timeline timeline, List<KnownReplica> replicas, BitSet active, long firstMinute) {}

    /**
     * What is asked.
     *
     * @param from the interval's first instant
     * @param to the first instant after it
     * @param asOf the present
     * @param bootWithin how long a boot may take
     * @param dismissals what people dismissed of this deployment
     */
    public record Question(Instant from, Instant to, Instant asOf, Duration bootWithin, List<Dismissal> dismissals) {}

    private record Point(Instant from, Instant to, Evidence.Kind kind) {}

    private RunningWithoutSession(Known known, Question question) {
        this.known = known;
        this.question = question;
        known.replicas().stream().map(this::life).forEach(lives::add);
    }

    /** The evidence of an interval, replicas first, each in order; none of what was never announced and never moved. */
    public static List<Evidence> of(Known known, Question question) {
        return new RunningWithoutSession(known, question).all();
    }

    private ReplicaLife life(KnownReplica replica) {
        return ReplicaLife.of(replica.transitions(), known.timeline(), replica.lostAt(), question.bootWithin());
    }

    private List<Evidence> all() {
        List<Evidence> all = new ArrayList<>();
        boolean isKnown = known.timeline().isAnnounced() || lives.stream().anyMatch(ReplicaLife::isKnown);
        if (isKnown) {
            for (int at = 0; at < lives.size(); at++) {
                all.addAll(of(known.replicas().get(at), lives.get(at)));
            }
            all.addAll(stretches(
                    null, minutes(), (from, to) -> lives.stream().anyMatch(life -> parts(life, from, to))));
        }
        return all;
    }

    private List<Evidence> of(KnownReplica replica, ReplicaLife life) {
        List<Point> points = new ArrayList<>();
        for (long quarter : replica.aliveQuarters()) {
            Instant start = Instant.ofEpochMilli(quarter * Meter.QUARTER_MILLIS);
            Instant end = start.plusMillis(Meter.QUARTER_MILLIS);
            if (counts(start, end) && !life.explains(start, end)) {
                points.add(new Point(start, end, Evidence.Kind.ALIVE));
            }
        }
        for (Instant ready : life.strays()) {
            Instant start = ActivityMinutes.startOf(ActivityMinutes.minuteOf(ready));
            Instant end = start.plusSeconds(60);
            if (counts(start, end)) {
                points.add(new Point(start, end, Evidence.Kind.READY_AFTER_DELETION));
            }
        }
        points.sort(Comparator.comparing(Point::from).thenComparing(Point::to));
        return stretches(replica.name(), points, (from, to) -> parts(life, from, to));
    }

    /** Whether it lies in the interval, and long enough ago. */
    private boolean counts(Instant start, Instant end) {
        return start.isBefore(question.to())
                && end.isAfter(question.from())
                && !end.plus(question.bootWithin()).isAfter(question.asOf());
    }

    /** Whether a session or a stop lies between, so that what came before does not go on. */
    private static boolean parts(ReplicaLife life, Instant from, Instant to) {
        return life.hadSession(from, to) || life.stops().stream().anyMatch(at -> !at.isBefore(from) && at.isBefore(to));
    }

    private List<Point> minutes() {
        List<Point> points = new ArrayList<>();
        BitSet active = known.active();
        for (int begin = active.nextSetBit(0); begin >= 0; ) {
            int end = active.nextClearBit(begin);
            Instant from = start(begin).minus(BESIDE);
            Instant to = start(end).plus(BESIDE);
            if (lives.stream().noneMatch(life -> life.hadSession(from, to))) {
                for (int minute = begin; minute < end; minute++) {
                    if (counts(start(minute), start(minute + 1))) {
                        points.add(new Point(start(minute), start(minute + 1), Evidence.Kind.SERVED));
                    }
                }
            }
            begin = active.nextSetBit(end);
        }
        return points;
    }

    private Instant start(int minute) {
        return ActivityMinutes.startOf(known.firstMinute() + minute);
    }

    /** @param parted whether what ran up to an instant can't be what ran from another on */
    private List<Evidence> stretches(
            @Nullable String replica, List<Point> points, BiPredicate<Instant, Instant> parted) {
        List<Evidence> all = new ArrayList<>();
        Set<Evidence.Kind> kinds = EnumSet.noneOf(Evidence.Kind.class);
        Point first = null;
        Instant until = Instant.MIN;
        for (Point point : points) {
            if (isDismissed(replica, point)) {
                continue;
            }
            if (first != null && point.from().isAfter(until) && parted.test(until, point.from())) {
                all.add(evidence(replica, first.from(), until, kinds));
                first = null;
                kinds = EnumSet.noneOf(Evidence.Kind.class);
            }
            until = first == null || point.to().isAfter(until) ? point.to() : until;
            first = first == null ? point : first;
            kinds.add(point.kind());
        }
        if (first != null) {
            all.add(evidence(replica, first.from(), until, kinds));
        }
        return all;
    }

    private boolean isDismissed(@Nullable String replica, Point point) {
        return question.dismissals().stream().anyMatch(each -> each.covers(replica, point.from(), point.to()));
    }

    private Evidence evidence(@Nullable String replica, Instant from, Instant to, Set<Evidence.Kind> kinds) {
        return new Evidence(
                known.id(), replica, from, to, kinds, known.timeline().shapeAt(from, to));
    }
}
