package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.Evidence;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Notice;
import dev.ebb.metering.RecordedReplica;
import dev.ebb.metering.RunningWithoutSession;
import dev.ebb.metering.RunningWithoutSession.Known;
import dev.ebb.metering.RunningWithoutSession.KnownReplica;
import dev.ebb.metering.RunningWithoutSession.Question;
import dev.ebb.metering.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds what ran without a session in an interval. Sessions of the interval explain nearly all heartbeats and requests;
 * only where they do not is the deployment's history read whole.
 */
final class EvidenceReader {

    private static final Duration MORE = Duration.ofDays(1);

    private final Table table;
    private final DeploymentId id;
    private final Instant from;
    private final Instant end;
    private final Instant asOf;

    EvidenceReader(Table table, DeploymentId id, Instant from, Instant end, Instant asOf) {
        this.table = table;
        this.id = id;
        this.from = from;
        this.end = end;
        this.asOf = asOf;
    }

    /**
     * The evidence of the interval.
     *
     * @param alive quarter-hours of the interval, by replica
     * @param active minutes of the interval, counted from its first
     */
    List<Evidence> read(
            SortedMap<String, SortedSet<Long>> alive,
            BitSet active,
            List<ReplicaSession> sessions,
            List<Notice> notices,
            List<Lost> lost) {
        boolean isDoubtful =
                alive.entrySet().stream().anyMatch(each -> !explain(each.getKey(), each.getValue(), sessions))
                        || !explain(active, sessions)
                        || notices.stream().anyMatch(this::isStray);
        return isDoubtful ? whole(alive, active, lost) : List.of();
    }

    private boolean isStray(Notice notice) {
        return notice.kind() == Notice.Kind.AFTER_DELETION
                && !notice.from().isBefore(from)
                && notice.from().isBefore(end);
    }

    private boolean explain(String replica, SortedSet<Long> quarters, List<ReplicaSession> sessions) {
        List<Session> own = sessions.stream()
                .filter(each -> each.replica().equals(replica))
                .map(ReplicaSession::session)
                .toList();
        return quarters.stream().allMatch(quarter -> {
            Instant start = Instant.ofEpochMilli(quarter * Meter.QUARTER_MILLIS);
            Instant next = start.plusMillis(Meter.QUARTER_MILLIS);
            boolean isOutside = !start.isBefore(end) || !next.isAfter(from);
            return isOutside || own.stream().anyMatch(session -> touches(session, start, next));
        });
    }

    private static boolean touches(Session session, Instant start, Instant next) {
        return session.start().isBefore(next) && !session.end().isBefore(start);
    }

    private boolean explain(BitSet active, List<ReplicaSession> sessions) {
        long first = ActivityMinutes.minuteOf(from);
        for (int begin = active.nextSetBit(0); begin >= 0; ) {
            int next = active.nextClearBit(begin);
            Instant start = ActivityMinutes.startOf(first + begin).minus(RunningWithoutSession.BESIDE);
            Instant last = ActivityMinutes.startOf(first + next).plus(RunningWithoutSession.BESIDE);
            if (sessions.stream().noneMatch(each -> touches(each.session(), start, last))) {
                return false;
            }
            begin = active.nextSetBit(next);
        }
        return true;
    }

    private List<Evidence> whole(SortedMap<String, SortedSet<Long>> alive, BitSet active, List<Lost> lost) {
        DeploymentView view = new DeploymentStore(table).view(id, Deadline.NONE);
        Map<String, Instant> lostAt = new TreeMap<>();
        lost.forEach(each -> lostAt.put(each.replica(), each.since()));
        List<KnownReplica> replicas = new ArrayList<>();
        Set<String> moved = new TreeSet<>();
        for (RecordedReplica replica : new DynamoRecordings(table).replicas(id).toList()) {
            String name = replica.id().name();
            moved.add(name);
            replicas.add(new KnownReplica(
                    name, replica.transitions(), alive.getOrDefault(name, new TreeSet<>()), lostAt.get(name)));
        }
        alive.forEach((name, quarters) -> {
            if (!moved.contains(name)) {
                replicas.add(new KnownReplica(name, List.of(), quarters, null));
            }
        });
        Window window = window(active);
        Known known = new Known(id, view.timeline(), replicas, window.active, window.first);
        Duration bootWithin = new DynamoBootRules(table).of(id.account()).bootWithin(id);
        Question question = new Question(from, end, asOf, bootWithin, new DynamoDismissals(table).of(id));
        return RunningWithoutSession.of(known, question);
    }

    private record Window(BitSet active, long first) {}

    /** The active minutes, with the whole of those runs that reach beyond the interval. */
    private Window window(BitSet within) {
        Instant begin = from;
        Instant until = end;
        BitSet active = within;
        int length = minutes(begin, until);
        while (length > 0 && active.get(0) && begin.isAfter(Instant.EPOCH)) {
            begin = begin.minus(MORE);
            active = active(begin, until);
            length = minutes(begin, until);
        }
        while (length > 0 && active.get(length - 1) && until.isBefore(asOf)) {
            until = until.plus(MORE).isBefore(asOf) ? until.plus(MORE) : asOf;
            active = active(begin, until);
            length = minutes(begin, until);
        }
        return new Window(active, ActivityMinutes.minuteOf(begin));
    }

    private static int minutes(Instant begin, Instant until) {
        long last = ActivityMinutes.minuteOf(until.plusMillis(59_999));
        return Math.toIntExact(last - ActivityMinutes.minuteOf(begin));
    }

    private BitSet active(Instant begin, Instant until) {
        return new ActivityReader(table, Keys.partition(id), begin, until)
                .read()
                .minutes();
    }
}
