package dev.ebb.charging.explaining;

import dev.ebb.charging.Line;
import dev.ebb.charging.Line.EventReference;
import dev.ebb.charging.Period;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.explaining.Explanation.Cause;
import dev.ebb.charging.explaining.Explanation.Ending;
import dev.ebb.charging.explaining.Explanation.Role;
import dev.ebb.charging.explaining.Explanation.SessionPart;
import dev.ebb.metering.Announced;
import dev.ebb.metering.Announcement;
import dev.ebb.metering.DeploymentHistory;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Position;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Session;
import dev.ebb.metering.SessionTrace;
import dev.ebb.metering.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds the parts of sessions that a line of GPU time consists of, and the events that made them. */
final class SessionParts {

    private record Interval(Instant from, Instant to) {}

    private final MeteredUsage usage;
    private final DeploymentHistory history;
    private final Tariff tariff;
    private final Period period;
    private final Instant asOf;
    private final Map<ReplicaId, List<SessionTrace>> traces = new HashMap<>();

    SessionParts(MeteredUsage usage, DeploymentHistory history, Tariff tariff, Period period, Instant asOf) {
        this.usage = usage;
        this.history = history;
        this.tariff = tariff;
        this.period = period;
        this.asOf = asOf;
    }

    Explanation.Sessions of(String account, Line.Gpu gpu, List<Integer> coveredBy) {
        DeploymentId id = new DeploymentId(account, gpu.deployment());
        DeploymentUsage used = usage.deployment(id, period.from(), period.to(), asOf);
        Timeline timeline = new Timeline(
                0,
                history.announcements(id).stream().map(Announced::announcement).toList());
        List<SessionPart> parts = new ArrayList<>();
        GpuTime rest = gpu.billed();
        for (Interval interval : pricedAlike(gpu)) {
            for (ReplicaSession each : used.sessions()) {
                Session session = each.session();
                Instant from = latest(session.start(), used.from(), interval.from());
                Instant to = earliest(session.end(), used.to(), interval.to());
                if (session.shape().gpuKind().equals(gpu.kind()) && from.isBefore(to)) {
                    SessionTrace trace = trace(new ReplicaId(id, each.replica()), session, timeline);
                    SessionPart part = part(each, from, to, trace, lostAt(used, each.replica()));
                    rest = rest.minus(part.gpuTime());
                    parts.add(part);
                }
            }
        }
        parts.sort(Comparator.comparing(SessionPart::from).thenComparing(SessionPart::replica));
        return new Explanation.Sessions(parts, coveredBy, rest);
    }

    /** When the line's price held; before the first price there was none. */
    private List<Interval> pricedAlike(Line.Gpu gpu) {
        List<Tariff.Span> spans = new ArrayList<>();
        spans.add(new Tariff.Span(Instant.MIN, null));
        spans.addAll(tariff.gpuPrices(gpu.kind()));
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            if (Objects.equals(spans.get(i).price(), gpu.price())) {
                Instant to = i + 1 < spans.size() ? spans.get(i + 1).from() : Instant.MAX;
                intervals.add(new Interval(spans.get(i).from(), to));
            }
        }
        return intervals;
    }

    private SessionTrace trace(ReplicaId replica, Session session, Timeline timeline) {
        return traces.computeIfAbsent(replica, id -> SessionTrace.of(history.transitions(id), timeline)).stream()
                .filter(trace ->
                        trace.start().equals(session.start()) && trace.shape().equals(session.shape()))
                .findFirst()
                .orElseThrow(() -> new LedgerUnavailableException(
                        "a session of " + replica + " changed while it was read: ask again", null));
    }

    private static Optional<Instant> lostAt(DeploymentUsage used, String replica) {
        return used.lost().stream()
                .filter(lost -> lost.replica().equals(replica))
                .map(DeploymentUsage.Lost::since)
                .findFirst();
    }

    private SessionPart part(
            ReplicaSession each, Instant from, Instant to, SessionTrace trace, Optional<Instant> lostAt) {
        Position closed = trace.closed();
        Ending ending = Ending.CLOSED;
        Instant end = closed == null ? lostAt.orElse(asOf) : closed.time();
        if (closed == null) {
            ending = lostAt.isPresent() ? Ending.SILENT : Ending.RUNNING;
        }
        Session session = each.session();
        return new SessionPart(each.replica(), from, to, session.shape(), session.start(), end, ending, causes(trace));
    }

    private static List<Cause> causes(SessionTrace trace) {
        List<Cause> causes = new ArrayList<>();
        trace.shapedBy().stream().map(Announcement::position).forEach(by -> causes.add(cause(Role.SHAPED, by)));
        trace.booted().forEach(by -> causes.add(cause(Role.BOOTED, by)));
        causes.add(cause(Role.OPENED, trace.opened()));
        trace.confirmed().forEach(by -> causes.add(cause(Role.CONFIRMED, by)));
        Position closed = trace.closed();
        if (closed != null) {
            causes.add(cause(Role.CLOSED, closed));
        }
        return causes;
    }

    private static Cause cause(Role role, Position position) {
        String type = switch (position.kind()) {
            case DELETED -> "dev.ebb.deployment.deleted";
            case CREATED -> "dev.ebb.deployment.created";
            case UPDATED -> "dev.ebb.deployment.updated";
            case STARTING -> "dev.ebb.replica.starting";
            case READY -> "dev.ebb.replica.ready";
            case STOPPED -> "dev.ebb.replica.stopped";
        };
        return new Cause(
                role,
                type,
                new EventReference(
                        position.identity().source(), position.identity().id(), position.time()));
    }

    private static Instant latest(Instant one, Instant two, Instant three) {
        Instant later = one.isAfter(two) ? one : two;
        return later.isAfter(three) ? later : three;
    }

    private static Instant earliest(Instant one, Instant two, Instant three) {
        Instant earlier = one.isBefore(two) ? one : two;
        return earlier.isBefore(three) ? earlier : three;
    }
}
