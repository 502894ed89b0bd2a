package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Carry;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.Evidence;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Notice;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Session;
import dev.ebb.metering.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads one deployment's usage in an interval, in as few requests as its items stand together: for a period that reaches
 * to the present one for the meters and all that is open, one for what ended within a month, and one for its activity and
 * heartbeats.
 */
final class UsageReader {

    private final Table table;
    private final DeploymentId id;
    private final String partition;
    private final Instant from;
    private final Instant end;
    private final Instant asOf;
    private final Instant meteredTo;
    private final List<ReplicaSession> sessions = new ArrayList<>();
    private final List<FailedStart> failed = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final List<Lost> lost = new ArrayList<>();
    private final Meters meters = new Meters();
    private final List<Boot> boots = new ArrayList<>();
    private final Map<String, Instant> lastAlive = new HashMap<>();
    private final boolean present;
    private ActivityReader.Activity activity = ActivityReader.NONE;
    private List<Evidence> evidence = List.of();

    private UsageReader(Table table, DeploymentId id, Instant from, Instant to, Instant asOf) {
        Instant earlier = asOf.isBefore(to) ? asOf : to;
        this.table = table;
        this.id = id;
        this.partition = Keys.partition(id);
        this.from = from;
        this.end = earlier.isBefore(from) ? from : earlier;
        this.asOf = asOf;
        this.meteredTo = Meter.quarterOf(end);
        this.present = !asOf.isBefore(from) && asOf.isBefore(to);
    }

    /**
     * Reads it.
     *
     * @param state the deployment's counters as they were before; empty if it has none
     * @param configuration what it announced beside its shape
     */
    static DeploymentUsage read(
            Table table,
            DeploymentId id,
            Map<String, AttributeValue> state,
            Instant from,
            Instant to,
            Instant asOf,
            Usage.Configuration configuration) {
        UsageReader reader = new UsageReader(table, id, from, to, asOf);
        if (DeploymentStore.revision(state) > 0) {
            reader.all();
        }
        if (!state.isEmpty()) {
            reader.readWhatRan();
        }
        if (Value.numberOr(state, DeploymentStore.STARTING, 0) > 0) {
            reader.readBootsUnderWay();
        }
        return reader.usage(DeploymentStore.isPending(state), configuration);
    }

    private void all() {
        boolean toThePresent = Keys.month(end).equals(Keys.month(asOf));
        if (!toThePresent) {
            readHoursBefore(meteredTo);
            if (!Keys.month(from).equals(Keys.month(meteredTo))) {
                readHoursBefore(from);
            }
        }
        String first = toThePresent ? Keys.HOUR + Keys.month(from) : Keys.MONTH;
        String last = Keys.OVER + Keys.latestFirst(from) + " " + Character.MAX_VALUE;
        table.query(partition, first, last, Deadline.NONE).forEach(this::sort);
        table.query(
                        partition,
                        Keys.WITHIN + Keys.month(from),
                        Keys.WITHIN + Keys.month(end) + " " + Character.MAX_VALUE,
                        Deadline.NONE)
                .forEach(this::sort);
    }

    /** Activity, then the latest heartbeats, then those of earlier days, the latest first: they stand beside each other. */
    private void readWhatRan() {
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        List<Map<String, AttributeValue>> items = table.query(
                partition,
                Keys.ACTIVITY + Keys.hour(from),
                Keys.beats(first) + " " + Character.MAX_VALUE,
                Deadline.NONE);
        String last = Keys.ACTIVITY + Keys.hour(end);
        List<Map<String, AttributeValue>> hours = items.stream()
                .filter(item ->
                        sortKey(item).startsWith(Keys.ACTIVITY) && sortKey(item).compareTo(last) <= 0)
                .toList();
        ActivityReader.Activity ran = new ActivityReader(hours, from, end).read();
        for (Map<String, AttributeValue> item : items) {
            if (sortKey(item).startsWith(Keys.ALIVE)) {
                Value.instantIn(item, Heartbeats.LAST)
                        .ifPresent(seen -> lastAlive.put(sortKey(item).substring(Keys.ALIVE.length()), seen));
            }
        }
        activity = sessions.isEmpty() ? ActivityReader.NONE : ran;
        evidence = new EvidenceReader(table, id, from, end, asOf)
                .read(Heartbeats.read(items), ran.minutes(), sessions, notices, lost);
    }

    /** The hours of the instant's month that begin before it. */
    private void readHoursBefore(Instant at) {
        String month = Keys.month(at);
        if (!Keys.monthStart(month).equals(at)) {
            table.query(partition, Keys.HOUR + month, Keys.HOUR + Keys.hour(at), Deadline.NONE)
                    .forEach(meters::addHour);
        }
    }

    private void sort(Map<String, AttributeValue> item) {
        String key = sortKey(item);
        if (key.startsWith(Keys.HOUR)) {
            meters.addHour(item);
        } else if (key.startsWith(Keys.MONTH)) {
            meters.addMonth(item);
        } else if (key.startsWith(Keys.NOTICE)) {
            Notice notice = ReplicaCodec.notice(id.account(), line(item));
            if (!notice.from().isAfter(asOf)) {
                notices.add(notice);
            }
        } else if (key.startsWith(Keys.OPEN)) {
            addOpen(item);
        } else if (key.endsWith(Keys.SESSION_KIND)) {
            Session session = ReplicaCodec.session(line(item));
            Boot.of(session, asOf).ifPresent(boots::add);
            add(replica(item), session);
        } else {
            FailedStart start = ReplicaCodec.failedStart(line(item));
            if (start.from().isBefore(end) && start.to().isAfter(from)) {
                failed.add(start);
            }
        }
    }

    private void addOpen(Map<String, AttributeValue> item) {
        OpenSession open = ReplicaCodec.openSession(line(item));
        String replica = replica(item);
        Optional<Instant> lostAt = Value.instantIn(item, ReplicaChange.LOST_AT);
        lostAt.ifPresent(since -> lost.add(new Lost(replica, since, open.shape())));
        Instant until = lostAt.orElse(asOf);
        Session session = new Session(open.start(), until, open.shape(), open.bootFrom());
        Boot.of(session, asOf).ifPresent(boots::add);
        if (present && lostAt.isEmpty() && !open.start().isAfter(asOf)) {
            // Also if it opened this instant, or the interval begins now: it has lasted no time yet, but it runs.
            sessions.add(new ReplicaSession(replica, session, true));
        } else {
            add(replica, session);
        }
    }

    private void add(String replica, Session session) {
        if (session.start().isBefore(end) && session.end().isAfter(from)) {
            Instant until = session.end().isAfter(end) ? end : session.end();
            Session cut = new Session(session.start(), until, session.shape(), session.bootFrom());
            sessions.add(
                    new ReplicaSession(replica, cut, present && session.end().isAfter(asOf)));
        }
    }

    /**
     * Nothing is kept apart for them, for that would cost every replica's life two write units more. So all replicas that
     * ever lived are looked at, but only while one boots. A boot that took too long is a failed start.
     */
    private void readBootsUnderWay() {
        for (Map<String, AttributeValue> item : table.query(partition, Keys.REPLICA, Deadline.NONE)) {
            ReplicaId replica = new ReplicaId(id, item.get(EbbTable.SORT).s().substring(Keys.REPLICA.length()));
            Carry.Boot boot =
                    ReplicaCodec.record(replica, item).last().posted().after().boot();
            if (boot != null) {
                add(replica, boot);
            }
        }
    }

    private void add(ReplicaId replica, Carry.Boot boot) {
        Optional<Instant> over = new DynamoBootRules(table)
                .of(id.account())
                .overAt(
                        id,
                        boot.from(),
                        lastAlive.get(replica.name()),
                        new DynamoLostRules(table).of(id.account()),
                        asOf);
        if (over.isEmpty()) {
            boots.add(new Boot(boot.from(), asOf, boot.shape(), true));
        } else if (boot.from().isBefore(end) && over.get().isAfter(from)) {
            failed.add(new FailedStart(boot.from(), over.get(), boot.shape()));
        }
    }

    private DeploymentUsage usage(boolean pending, Usage.Configuration configuration) {
        boots.removeIf(boot -> !boot.from().isBefore(end) || !boot.to().isAfter(from));
        sessions.sort(
                Comparator.comparing((ReplicaSession s) -> s.session().start()).thenComparing(ReplicaSession::replica));
        return new DeploymentUsage(
                id,
                from,
                end,
                sessions,
                boots,
                failed,
                activity.minutes(),
                ActivityMinutes.minuteOf(from),
                activity.traffic(),
                configuration,
                notices,
                lost,
                evidence,
                pending,
                meters.used(from, meteredTo),
                meteredTo);
    }

    private static String sortKey(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }

    private static String line(Map<String, AttributeValue> item) {
        return item.get(ReplicaChange.LINE).s();
    }

    private static String replica(Map<String, AttributeValue> item) {
        return item.get(ReplicaChange.REPLICA).s();
    }
}
