package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Carry;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.Boot;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Notice;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Session;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads from the table what was metered. Each read is consistent in itself. */
public final class DynamoUsage implements MeteredUsage {

    private static final int READ_ATTEMPTS = 5;

    private final Table table;
    private final MeterReader meters;
    private final TokenReader tokens;
    private final StateReader states;

    /** Reads from this table. */
    public DynamoUsage(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
        meters = new MeterReader(this.table);
        tokens = new TokenReader(this.table);
        states = new StateReader(this.table);
    }

    @Override
    public List<String> accounts() {
        List<String> accounts = new ArrayList<>();
        for (int shard = 0; shard < Keys.SHARDS; shard++) {
            query(Keys.registry(shard), "").forEach(item -> accounts.add(sort(item)));
        }
        return accounts.stream().sorted().toList();
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        return query(Keys.account(account), Keys.DEPLOYMENT).stream()
                .map(item -> new DeploymentId(account, sort(item).substring(Keys.DEPLOYMENT.length())))
                .sorted()
                .toList();
    }

    /** Reads again if a session changed meanwhile; if one always does, what is read last counts as pending. */
    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        Map<String, AttributeValue> before = state(id);
        for (int attempt = 1; ; attempt++) {
            boolean booting = Value.numberOr(before, DeploymentStore.STARTING, 0) > 0;
            DeploymentUsage read = read(id, from, to, asOf, isPending(before) || attempt == READ_ATTEMPTS, booting);
            Map<String, AttributeValue> after = state(id);
            if (attempt == READ_ATTEMPTS || revision(before) == revision(after)) {
                return read;
            }
            before = after;
        }
    }

    private Map<String, AttributeValue> state(DeploymentId id) {
        return table.get(Keys.in(id, Keys.STATE), Deadline.NONE).orElse(Map.of());
    }

    private static long revision(Map<String, AttributeValue> state) {
        return Value.numberOr(state, DeploymentStore.REVISION, 0);
    }

    private DeploymentUsage read(
            DeploymentId id, Instant from, Instant to, Instant asOf, boolean pending, boolean booting) {
        Instant end = asOf.isBefore(to) ? asOf : to;
        if (end.isBefore(from)) {
            end = from;
        }
        boolean present = !asOf.isBefore(from) && asOf.isBefore(to);
        Instant openAt = present ? asOf : Instant.MAX;
        String partition = Keys.partition(id);
        List<ReplicaSession> sessions = new ArrayList<>();
        List<Boot> boots = new ArrayList<>(booting ? bootsUnderWay(id, asOf) : List.of());
        List<FailedStart> failed = new ArrayList<>();
        for (Map<String, AttributeValue> item : stretches(partition, from, end)) {
            String line = item.get(ReplicaChange.LINE).s();
            String replica = item.get(ReplicaChange.REPLICA).s();
            if (sort(item).endsWith(Keys.SESSION_KIND)) {
                Session session = ReplicaCodec.session(line);
                Boot.of(session, asOf).ifPresent(boots::add);
                addSession(sessions, replica, session, from, end, openAt);
            } else {
                FailedStart start = ReplicaCodec.failedStart(line);
                if (start.from().isBefore(end) && start.to().isAfter(from)) {
                    failed.add(start);
                }
            }
        }
        List<Lost> lost = new ArrayList<>();
        List<Notice> notices = new ArrayList<>();
        List<Map<String, AttributeValue>> months = new ArrayList<>();
        // Months, notices and what is open stand beside each other: one read.
        for (Map<String, AttributeValue> item :
                table.query(partition, Keys.MONTH, Keys.OPEN + Character.MAX_VALUE, Deadline.NONE)) {
            if (sort(item).startsWith(Keys.MONTH)) {
                months.add(item);
                continue;
            }
            if (sort(item).startsWith(Keys.NOTICE)) {
                notices.add(ReplicaCodec.notice(
                        id.account(), item.get(ReplicaChange.LINE).s()));
                continue;
            }
            OpenSession open =
                    ReplicaCodec.openSession(item.get(ReplicaChange.LINE).s());
            String replica = item.get(ReplicaChange.REPLICA).s();
            Optional<Instant> lostAt = Value.instantIn(item, OpenSessions.LOST_AT);
            lostAt.ifPresent(since -> lost.add(new Lost(replica, since, open.shape())));
            Instant until = lostAt.orElse(asOf);
            Session session = new Session(open.start(), until, open.shape(), open.bootFrom());
            Boot.of(session, asOf).ifPresent(boots::add);
            if (present && lostAt.isEmpty() && !open.start().isAfter(asOf)) {
                // Also if it opened this instant, or the interval begins now: it has lasted no time yet, but it runs.
                sessions.add(new ReplicaSession(replica, session, true));
            } else {
                addSession(sessions, replica, session, from, end, openAt);
            }
        }
        sessions.sort(
                Comparator.comparing((ReplicaSession s) -> s.session().start()).thenComparing(ReplicaSession::replica));
        Instant last = end;
        boots.removeIf(boot -> !boot.from().isBefore(last) || !boot.to().isAfter(from));
        Instant meteredTo = Meter.quarterOf(end);
        ActivityReader activity = new ActivityReader(table, partition, from, end);
        return new DeploymentUsage(
                id,
                from,
                end,
                sessions,
                boots,
                failed,
                activity.activeMinutes(),
                activity.firstMinute(),
                activity.traffic(),
                configuration(id),
                notices.stream().filter(notice -> !notice.from().isAfter(asOf)).toList(),
                lost,
                pending,
                meters.read(partition, months, from, meteredTo),
                meteredTo);
    }

    /**
     * Nothing is kept apart for them, for that would cost every replica's life two write units more. So all replicas that
     * ever lived are looked at, but only while one boots.
     */
    private List<Boot> bootsUnderWay(DeploymentId id, Instant asOf) {
        List<Boot> boots = new ArrayList<>();
        for (Map<String, AttributeValue> item : query(Keys.partition(id), Keys.REPLICA)) {
            ReplicaId replica = new ReplicaId(id, sort(item).substring(Keys.REPLICA.length()));
            Carry.Boot boot =
                    ReplicaCodec.record(replica, item).last().posted().after().boot();
            if (boot != null) {
                boots.add(new Boot(boot.from(), asOf, boot.shape(), true));
            }
        }
        return boots;
    }

    private Usage.Configuration configuration(DeploymentId id) {
        return table.get(Keys.in(id, Keys.CONFIG), Deadline.NONE)
                .map(DeploymentStore::configuration)
                .orElse(Usage.Configuration.NONE);
    }

    private static void addSession(
            List<ReplicaSession> sessions, String replica, Session session, Instant from, Instant end, Instant openAt) {
        if (session.start().isBefore(end) && session.end().isAfter(from)) {
            Instant until = session.end().isAfter(end) ? end : session.end();
            Session cut = new Session(session.start(), until, session.shape(), session.bootFrom());
            sessions.add(new ReplicaSession(replica, cut, session.end().isAfter(openAt)));
        }
    }

    /** What ended in the months of the interval, and what crossed from one month into another and ended after its begin. */
    private List<Map<String, AttributeValue>> stretches(String partition, Instant from, Instant end) {
        List<Map<String, AttributeValue>> items = new ArrayList<>(table.query(
                partition,
                Keys.WITHIN + Keys.month(from),
                Keys.WITHIN + Keys.month(end) + " " + Character.MAX_VALUE,
                Deadline.NONE));
        items.addAll(table.query(
                partition, Keys.CROSSING + Keys.millis(from), Keys.CROSSING + Character.MAX_VALUE, Deadline.NONE));
        return items;
    }

    private static boolean isPending(Map<String, AttributeValue> state) {
        return Value.numberOr(state, DeploymentStore.SETTLED, 0)
                        < Value.numberOr(state, DeploymentStore.TIMELINE_NUMBER, 0)
                || Value.numberOr(state, DeploymentStore.UNFINISHED, 0) > 0;
    }

    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        return tokens.read(account, from, to);
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        return states.read(id, now);
    }

    private List<Map<String, AttributeValue>> query(String partition, String prefix) {
        return table.query(partition, prefix, Deadline.NONE);
    }

    private static String sort(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }
}
