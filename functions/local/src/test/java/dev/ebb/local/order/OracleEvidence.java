package dev.ebb.local.order;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether something of a deployment ran in a period without a session, each time from the whole set of events. */
final class OracleEvidence {

    private static final Duration BOOT_WITHIN = Duration.ofMinutes(30);
    private static final Duration BESIDE = Duration.ofMinutes(10);
    private static final long MINUTE = 60_000;
    private static final long QUARTER = 15 * MINUTE;

    private final List<OracleEvent> events;
    private final List<OracleReplica> replicas;
    private final Instant from;
    private final Instant to;
    private final Instant asOf;

    OracleEvidence(List<OracleEvent> events, List<OracleReplica> replicas, Instant from, Instant to, Instant asOf) {
        this.events = events;
        this.replicas = replicas;
        this.from = from;
        this.to = to.isBefore(asOf) ? to : asOf;
        this.asOf = asOf;
    }

    boolean isAny() {
        boolean isKnown = events.stream()
                .anyMatch(e -> e.type().startsWith("deployment.")
                        || (e.type().startsWith("replica.") && !e.is("replica.alive")));
        return isKnown
                && (replicas.stream().anyMatch(this::ranUnseen)
                        || replicas.stream()
                                .flatMap(each -> each.strays(BOOT_WITHIN))
                                .anyMatch(at -> counts(at, MINUTE))
                        || servedUnseen());
    }

    /** Whether the minute or quarter-hour of an instant lies in the period, and long enough ago. */
    private boolean counts(Instant at, long length) {
        Instant start = start(at, length);
        Instant end = start.plusMillis(length);
        return start.isBefore(to) && end.isAfter(from) && !end.plus(BOOT_WITHIN).isAfter(asOf);
    }

    private static Instant start(Instant at, long length) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), length) * length);
    }

    private boolean ranUnseen(OracleReplica replica) {
        return replica.aliveAt()
                .filter(at -> counts(at, QUARTER))
                .map(at -> start(at, QUARTER))
                .anyMatch(start -> replica.ranUnseen(start, start.plusMillis(QUARTER), BOOT_WITHIN));
    }

    private boolean servedUnseen() {
        Set<Instant> active = new TreeSet<>();
        events.stream().filter(OracleEvent::servedDemand).forEach(served -> {
            for (Instant at = served.firstMinute(); at.isBefore(served.minutesEnd()); at = at.plusMillis(MINUTE)) {
                active.add(at);
            }
        });
        return active.stream().filter(at -> counts(at, MINUTE)).anyMatch(minute -> {
            Instant begin = minute;
            while (active.contains(begin.minusMillis(MINUTE))) {
                begin = begin.minusMillis(MINUTE);
            }
            Instant end = minute.plusMillis(MINUTE);
            while (active.contains(end)) {
                end = end.plusMillis(MINUTE);
            }
            Instant first = begin.minus(BESIDE);
            Instant last = end.plus(BESIDE);
            return replicas.stream().noneMatch(replica -> replica.ranIn(first, last));
        });
    }
}
