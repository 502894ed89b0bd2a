package dev.ebb.metering.history;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Announced;
import dev.ebb.metering.Announcement;
import dev.ebb.metering.BootRule;
import dev.ebb.metering.Carry;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Notice;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.Session;
import dev.ebb.metering.SessionFold;
import dev.ebb.metering.Timeline;
import dev.ebb.metering.Traffic;
import dev.ebb.metering.Transition;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The events of one deployment, and what they come to. */
final class Recording {

    private final DeploymentId id;
    private final Sighted sighted;
    private final MinuteSet counted = new MinuteSet();
    private final List<Announced> announced = new ArrayList<>();
    private final NavigableMap<String, List<Transition>> transitions = new TreeMap<>();
    private final Map<String, Instant> alive = new HashMap<>();
    private final NavigableMap<Instant, Traffic.Hour> traffic = new TreeMap<>();

    Recording(DeploymentId id, Sighted sighted) {
        this.id = id;
        this.sighted = sighted;
    }

    DeploymentId id() {
        return id;
    }

    void add(UsageEvent event, Usage.OfDeployment said) {
        Announcement announcement = new Announcement(event.position(said.kind()), said.shape(), 1, false);
        Usage.Configuration configuration = switch (said) {
            case Usage.Created created -> created.configuration();
            case Usage.Updated updated -> updated.configuration();
            case Usage.Deleted ignored -> Usage.Configuration.NONE;
        };
        announced.add(new Announced(announcement, configuration));
    }

    void add(UsageEvent event, Usage.OfReplica moved) {
        transitions
                .computeIfAbsent(moved.replica().name(), ignored -> new ArrayList<>())
                .add(Transition.of(event, moved));
    }

    /** Traffic with token counts. */
    void add(Usage.Served served) {
        sighted.add(served);
        if (served.active()) {
            counted.add(served.minutes());
        }
        Usage.AdviceTokens tokens = served.tokens();
        if (tokens != null && !served.probe()) {
            Instant hour = served.minutes().from().truncatedTo(ChronoUnit.HOURS);
            Traffic.Hour more = new Traffic.Hour(
                    hour,
                    BigInteger.valueOf(served.count()),
                    BigInteger.valueOf(tokens.prompt()),
                    BigInteger.valueOf(tokens.completion()));
            traffic.merge(hour, more, Recording::sum);
        }
    }

    private static Traffic.Hour sum(Traffic.Hour one, Traffic.Hour other) {
        return new Traffic.Hour(
                one.start(),
                one.requests().add(other.requests()),
                one.promptTokens().add(other.promptTokens()),
                one.completionTokens().add(other.completionTokens()));
    }

    void alive(String replica, Instant last) {
        alive.put(replica, last);
    }

    /** What it comes to in a history from its first instant to its end. */
    RecordedDeployment in(Instant from, Instant asOf, LostRule rule, MinuteSet reported) {
        return new Sum(from, asOf, rule).of(reported);
    }

    private final class Sum {
        private final Instant from;
        private final Instant asOf;
        private final LostRule rule;
        private final List<ReplicaSession> sessions = new ArrayList<>();
        private final List<Boot> boots = new ArrayList<>();
        private final List<FailedStart> failed = new ArrayList<>();
        private final List<Notice> notices = new ArrayList<>();
        private final List<Lost> lost = new ArrayList<>();

        private Sum(Instant from, Instant asOf, LostRule rule) {
            this.from = from;
            this.asOf = asOf;
            this.rule = rule;
        }

        private RecordedDeployment of(MinuteSet reported) {
            Timeline timeline = new Timeline(
                    1, announced.stream().map(Announced::announcement).toList());
            transitions.forEach((replica, moves) -> add(replica, moves, timeline));
            sessions.sort(
                    Comparator.comparing((ReplicaSession each) -> each.session().start())
                            .thenComparing(ReplicaSession::replica));
            boots.removeIf(boot -> !boot.to().isAfter(from));
            failed.removeIf(each -> !each.to().isAfter(from));
            return new RecordedDeployment(usage(), minutes(reported));
        }

        private void add(String replica, List<Transition> moves, Timeline timeline) {
            Collections.sort(moves);
            SessionFold.Folded folded = SessionFold.fold(Carry.NOTHING, Instant.MIN, null, moves, timeline);
            folded.sessions().forEach(session -> add(replica, session));
            failed.addAll(folded.failedStarts());
            notices.addAll(folded.notices());
            Carry after = folded.after();
            Optional.ofNullable(after.waiting()).ifPresent(notices::add);
            Optional.ofNullable(after.restarted()).ifPresent(notices::add);
            after.openSession().ifPresent(open -> add(replica, untilSeen(replica, open)));
            Optional.ofNullable(after.boot()).ifPresent(boot -> add(replica, boot));
        }

        private void add(String replica, Carry.Boot boot) {
            BootRule.STANDARD
                    .overAt(id, boot.from(), alive.get(replica), rule, asOf)
                    .ifPresentOrElse(
                            over -> failed.add(new FailedStart(boot.from(), over, boot.shape())),
                            () -> boots.add(new Boot(boot.from(), asOf, boot.shape(), true)));
        }

        private Session untilSeen(String replica, OpenSession open) {
            Optional<Instant> lostAt =
                    Optional.ofNullable(alive.get(replica)).flatMap(last -> rule.lostAt(id, open, last, asOf));
            lostAt.ifPresent(since -> lost.add(new Lost(replica, since, open.shape())));
            return new Session(open.start(), lostAt.orElse(asOf), open.shape(), open.bootFrom());
        }

        private void add(String replica, Session session) {
            Boot.of(session, asOf).ifPresent(boots::add);
            if (session.start().isBefore(asOf) && session.end().isAfter(from)) {
                sessions.add(new ReplicaSession(replica, session, false));
            }
        }

        private DeploymentUsage usage() {
            boolean any = !sessions.isEmpty();
            Instant meteredTo = Meter.quarterOf(asOf);
            long first = ActivityMinutes.minuteOf(from);
            return new DeploymentUsage(
                    id,
                    from,
                    asOf,
                    sessions,
                    boots,
                    failed,
                    any ? sighted.active().in(first, end()) : new BitSet(),
                    first,
                    any ? traffic() : Traffic.NONE,
                    Announced.after(announced).configuration(),
                    notices,
                    lost,
                    false,
                    used(meteredTo),
                    meteredTo);
        }

        private Traffic traffic() {
            List<Traffic.Hour> hours = traffic.subMap(from, asOf).values().stream()
                    .filter(Traffic.Hour::isAny)
                    .toList();
            return new Traffic(
                    hours, counted.in(ActivityMinutes.minuteOf(from), end()).cardinality());
        }

        private Map<GpuKind, GpuTime> used(Instant to) {
            Map<GpuKind, GpuTime> used = new HashMap<>();
            for (ReplicaSession each : sessions) {
                Session session = each.session();
                long start = Math.max(from.toEpochMilli(), session.start().toEpochMilli());
                long millis = Math.min(session.end().toEpochMilli(), to.toEpochMilli()) - start;
                if (millis > 0) {
                    BigInteger micros = BigInteger.valueOf(millis)
                            .multiply(BigInteger.valueOf(session.shape().count().milliGpus()));
                    used.merge(session.shape().gpuKind(), new GpuTime(micros), GpuTime::plus);
                }
            }
            return used;
        }

        /** The minute after the last that begins before the end. */
        private long end() {
            return ActivityMinutes.minuteOf(asOf.plusMillis(59_999));
        }

        private ActivityMinutes minutes(MinuteSet byAccount) {
            long end = end();
            long first = sighted.first().orElse(end);
            if (!sessions.isEmpty()) {
                first = Math.min(
                        first,
                        ActivityMinutes.minuteOf(sessions.getFirst().session().start()));
            }
            first = Math.min(Math.max(first, ActivityMinutes.minuteOf(from)), end);
            BitSet reported = byAccount.in(first, end);
            reported.or(sighted.reported().in(first, end));
            return ActivityMinutes.of(
                    first,
                    end,
                    reported,
                    sighted.active().in(first, end),
                    sighted.wanted().in(first, end));
        }
    }
}
