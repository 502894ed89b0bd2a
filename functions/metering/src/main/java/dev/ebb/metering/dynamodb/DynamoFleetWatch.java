package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.Watched;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The fleet in the table. A look at a deployment is one read of its counters and configuration, then five queries (four if
 * nothing is ready): its open and its past sessions, its activity, and what was reported of its account.
 *
 * <p>The counters are read first. Whatever changes after that, the stamp does not say, so that it does not hold any more.
 */
public final class DynamoFleetWatch implements FleetWatch {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PARTITION_PREFIX = "DEPLOYMENT ";

    /** A replica that became ready, or stopped, between two reads does so only so often. */
    private static final int READ_ATTEMPTS = 5;

    private final Table table;
    private final UpStretch upStretch;

    /** Watches what is in this table. */
    public DynamoFleetWatch(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
        upStretch = new UpStretch(this.table);
    }

    @Override
    public int parts() {
        return Keys.SHARDS;
    }

    @Override
    public Page due(int part, Optional<Place> after, Instant until, int limit, Deadline deadline) {
        Map<String, AttributeValue> start = new HashMap<>();
        after.ifPresent(place -> {
            start.putAll(Keys.in(place.deployment(), Keys.STATE).attributes());
            start.put(EbbTable.DUE_SHARD, Value.text(Keys.dueShard(part)));
            start.put(EbbTable.DUE_AT, Value.text(Keys.millis(place.dueAt())));
        });
        Table.DuePage page = table.due(Keys.dueShard(part), Keys.millis(until), start, limit, deadline);
        Optional<Place> next = page.next().isEmpty()
                ? Optional.empty()
                : Optional.of(new Place(DueIndex.dueAt(page.next()).orElseThrow(), deployment(page.next())));
        return new Page(page.items().stream().map(DynamoFleetWatch::deployment).toList(), next);
    }

    private static DeploymentId deployment(Map<String, AttributeValue> key) {
        String[] part = key.get(EbbTable.PARTITION)
                .s()
                .substring(PARTITION_PREFIX.length())
                .split(" ", 2);
        return new DeploymentId(part[0], part[1]);
    }

    @Override
    public long count(int part, Deadline deadline) {
        return table.count(Keys.dueShard(part), deadline);
    }

    @Override
    public Optional<Watched> watch(DeploymentId id, Instant from, Instant now, Deadline deadline) {
        for (int attempt = 1; ; attempt++) {
            Map<Key, Map<String, AttributeValue>> standing =
                    table.getAll(List.of(Keys.in(id, Keys.STATE), Keys.in(id, Keys.CONFIG)), deadline);
            Map<String, AttributeValue> state = standing.getOrDefault(Keys.in(id, Keys.STATE), Map.of());
            if (state.isEmpty()) {
                return Optional.empty();
            }
            boolean isUp = Value.numberOr(state, DeploymentStore.READY, 0) > 0;
            Optional<Instant> upSince = isUp ? upStretch.since(id, deadline) : Optional.empty();
            if (isUp && upSince.isEmpty() && attempt < READ_ATTEMPTS) {
                continue;
            }
            Optional<Instant> zeroSince = isUp ? Optional.empty() : upStretch.lastEnd(id, deadline);
            Activity activity = activity(id, from, now, deadline);
            return Optional.of(new Watched(
                    StateReader.state(id, state, standing.getOrDefault(Keys.in(id, Keys.CONFIG), Map.of()), null),
                    DeploymentStore.isPending(state),
                    isUp ? upSince.orElse(now) : null,
                    zeroSince.orElse(null),
                    activity.minutes,
                    stamp(state, activity),
                    DueIndex.dueAt(state).orElse(null)));
        }
    }

    private static Watched.Stamp stamp(Map<String, AttributeValue> state, Activity activity) {
        return new Watched.Stamp(
                DeploymentStore.revision(state),
                Value.numberOr(state, DeploymentStore.TIMELINE_NUMBER, 0),
                Value.numberOr(state, DeploymentStore.STARTING, 0),
                activity.hours);
    }

    /** What was read of it, and how much that was in the three hours around now. */
    private record Activity(ActivityMinutes minutes, Map<Instant, Watched.HourStamp> hours) {}

    private Activity activity(DeploymentId id, Instant from, Instant now, Deadline deadline) {
        Instant thisHour = now.truncatedTo(ChronoUnit.HOURS);
        Instant fromHour = from.truncatedTo(ChronoUnit.HOURS);
        Instant first = fromHour.isBefore(thisHour) ? fromHour : thisHour.minus(HOUR);
        Instant last = thisHour.plus(HOUR);
        Map<Instant, Map<String, AttributeValue>> own = hours(Keys.partition(id), Keys.ACTIVITY, first, last, deadline);
        Map<Instant, Map<String, AttributeValue>> ofAccount =
                hours(Keys.accountMeters(id.account()), Keys.REPORTED, first, last, deadline);
        long start = ActivityMinutes.minuteOf(first);
        long end = ActivityMinutes.minuteOf(last.plus(HOUR));
        BitSet reported = new BitSet();
        BitSet active = new BitSet();
        BitSet wanted = new BitSet();
        own.forEach((hour, item) -> {
            unite(reported, start, hour, ActivityItem.reported(item));
            unite(active, start, hour, ActivityItem.active(item));
            unite(wanted, start, hour, ActivityItem.wanted(item));
        });
        ofAccount.forEach((hour, item) -> unite(reported, start, hour, ActivityItem.reported(item)));
        Map<Instant, Watched.HourStamp> stamps = new HashMap<>();
        for (Instant hour : List.of(thisHour.minus(HOUR), thisHour, last)) {
            stamps.put(hour, ActivityItem.stamp(own.getOrDefault(hour, Map.of())));
        }
        return new Activity(ActivityMinutes.of(start, end, reported, active, wanted), stamps);
    }

    private Map<Instant, Map<String, AttributeValue>> hours(
            String partition, String prefix, Instant first, Instant last, Deadline deadline) {
        Map<Instant, Map<String, AttributeValue>> hours = new HashMap<>();
        for (Map<String, AttributeValue> item :
                table.query(partition, prefix + Keys.hour(first), prefix + Keys.hour(last), deadline)) {
            String hour = item.get(EbbTable.SORT).s().substring(prefix.length());
            hours.put(Keys.hourStart(hour), item);
        }
        return hours;
    }

    private static void unite(BitSet minutes, long start, Instant hour, BitSet ofHour) {
        int offset = Math.toIntExact(ActivityMinutes.minuteOf(hour) - start);
        ofHour.stream().forEach(minute -> minutes.set(offset + minute));
    }

    @Override
    public void makeDue(DeploymentId id, Instant now, Deadline deadline) {
        Action.Condition later = new Action.Condition(
                "#due > :now", Map.of("#due", EbbTable.DUE_AT), Map.of(":now", Value.text(Keys.millis(now))));
        table.update(Keys.in(id, Keys.STATE), new Action.Update(Map.of(), DueIndex.entry(id, now), later), deadline);
    }

    @Override
    public void putOff(DeploymentId id, Instant due, Instant to, Deadline deadline) {
        Action.Condition still = new Action.Condition(
                "#due <= :due AND (attribute_not_exists(#demand) OR #demand < :due)",
                Map.of("#due", EbbTable.DUE_AT, "#demand", DeploymentStore.DEMAND_AT),
                Map.of(":due", Value.text(Keys.millis(due))));
        table.update(Keys.in(id, Keys.STATE), new Action.Update(Map.of(), DueIndex.entry(id, to), still), deadline);
    }
}
