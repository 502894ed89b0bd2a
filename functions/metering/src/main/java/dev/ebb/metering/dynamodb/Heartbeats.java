package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Meter;
import dev.ebb.metering.ReplicaId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The instants at which replicas said that they are alive: the latest of each, and the quarter-hours of each UTC day. The
 * latest day's quarter-hours stand beside the latest instant, so that a heartbeat is one write; with the first heartbeat
 * of a day those of the day before move to an item of their own. All of it is union and maximum, so order and repetition
 * change nothing.
 */
final class Heartbeats {

    /** The latest instant at which a replica said that it was alive. */
    static final String LAST = "last";

    private static final String DAY = "day";
    private static final String QUARTERS = "quarters";
    private static final int DAY_QUARTERS = 96;

    private final Table table;

    Heartbeats(Table table) {
        this.table = table;
    }

    /** Writes down that a replica was alive at these instants. */
    void write(ReplicaId replica, Set<Instant> instants, Deadline deadline) {
        SortedMap<LocalDate, SortedSet<Instant>> days = new TreeMap<>();
        instants.forEach(at -> days.computeIfAbsent(LocalDate.ofInstant(at, ZoneOffset.UTC), day -> new TreeSet<>())
                .add(at));
        days.forEach((day, those) -> write(replica, day, those, deadline));
    }

    private void write(ReplicaId replica, LocalDate day, SortedSet<Instant> instants, Deadline deadline) {
        Key key = Keys.alive(replica);
        Instant last = instants.last();
        Set<Integer> quarters = quarters(instants);
        Refusals refusals = new Refusals(replica);
        while (!table.update(key, latest(day, last, quarters), deadline)) {
            Map<String, AttributeValue> item = table.get(key, deadline).orElse(Map.of());
            String latestDay = Value.textIn(item, DAY).orElse("");
            int order = latestDay.compareTo(day.toString());
            if (order > 0) {
                unite(Keys.beats(replica, day), quarters, deadline);
                return;
            }
            if (order == 0) {
                if (!set(item).containsAll(quarters)) {
                    unite(key, quarters, onDay(day), deadline);
                }
                if (!Value.instantIn(item, LAST).orElse(Instant.MIN).isBefore(last)) {
                    return;
                }
            } else if (turn(replica, item, day, last, quarters, deadline)) {
                return;
            }
            refusals.add();
        }
    }

    private static Set<Integer> quarters(SortedSet<Instant> instants) {
        Set<Integer> quarters = new TreeSet<>();
        instants.forEach(at -> quarters.add((int) (quarter(at) % DAY_QUARTERS)));
        return quarters;
    }

    private static long quarter(Instant instant) {
        return Math.floorDiv(instant.toEpochMilli(), Meter.QUARTER_MILLIS);
    }

    private static Action.Update latest(LocalDate day, Instant last, Set<Integer> quarters) {
        Action.Condition newOrLater = new Action.Condition(
                "attribute_not_exists(pk) OR (#day = :day AND #last < :last)",
                Map.of("#day", DAY, "#last", LAST),
                Map.of(":day", Value.text(day.toString()), ":last", Value.instant(last)));
        return new Action.Update(
                Map.of(),
                Map.of(QUARTERS, quarters),
                Map.of(LAST, Value.instant(last), DAY, Value.text(day.toString())),
                Set.of(),
                newOrLater);
    }

    private static Action.Condition onDay(LocalDate day) {
        return Action.Condition.equal(DAY, Value.text(day.toString()));
    }

    private void unite(Key key, Set<Integer> quarters, Deadline deadline) {
        table.update(key, Action.Update.uniting(Map.of(QUARTERS, quarters)), deadline);
    }

    private void unite(Key key, Set<Integer> quarters, Action.Condition condition, Deadline deadline) {
        table.update(
                key, new Action.Update(Map.of(), Map.of(QUARTERS, quarters), Map.of(), Set.of(), condition), deadline);
    }

    /** Begins a day: first the day before gets an item of its own. False if another writer came in between. */
    private boolean turn(
            ReplicaId replica,
            Map<String, AttributeValue> item,
            LocalDate day,
            Instant last,
            Set<Integer> quarters,
            Deadline deadline) {
        Optional<String> before = Value.textIn(item, DAY);
        Set<Integer> moved = set(item);
        if (before.isPresent() && !moved.isEmpty()) {
            unite(Keys.beats(replica, LocalDate.parse(before.get())), moved, deadline);
        }
        Map<String, AttributeValue> sets = new HashMap<>();
        sets.put(LAST, Value.instant(last));
        sets.put(DAY, Value.text(day.toString()));
        sets.put(QUARTERS, numbers(quarters));
        return table.update(Keys.alive(replica), new Action.Update(Map.of(), sets, unchanged(before, moved)), deadline);
    }

    private static Action.Condition unchanged(Optional<String> day, Set<Integer> quarters) {
        if (day.isEmpty()) {
            return new Action.Condition("attribute_not_exists(#day)", Map.of("#day", DAY), Map.of());
        }
        Action.Condition sameDay = Action.Condition.equal(DAY, Value.text(day.get()));
        return quarters.isEmpty()
                ? sameDay
                : sameDay.and(new Action.Condition(
                        "#quarters = :quarters",
                        Map.of("#quarters", QUARTERS),
                        Map.of(":quarters", numbers(quarters))));
    }

    private static AttributeValue numbers(Set<Integer> quarters) {
        return AttributeValue.fromNs(quarters.stream().map(String::valueOf).toList());
    }

    private static Set<Integer> set(Map<String, AttributeValue> item) {
        Set<Integer> quarters = new TreeSet<>();
        AttributeValue set = item.get(QUARTERS);
        if (set != null) {
            set.ns().forEach(quarter -> quarters.add(Integer.parseInt(quarter)));
        }
        return quarters;
    }

    /** The quarter-hours, counted from the epoch, that items of either kind hold, by replica. */
    static SortedMap<String, SortedSet<Long>> read(List<Map<String, AttributeValue>> items) {
        SortedMap<String, SortedSet<Long>> byReplica = new TreeMap<>();
        for (Map<String, AttributeValue> item : items) {
            String sort = item.get(EbbTable.SORT).s();
            if (sort.startsWith(Keys.BEATS)) {
                String[] part = sort.split(" ", 4);
                add(byReplica, part[3], part[2], item);
            } else if (sort.startsWith(Keys.ALIVE)) {
                Value.textIn(item, DAY)
                        .ifPresent(day -> add(byReplica, sort.substring(Keys.ALIVE.length()), day, item));
            }
        }
        return byReplica;
    }

    private static void add(
            SortedMap<String, SortedSet<Long>> byReplica,
            String replica,
            String day,
            Map<String, AttributeValue> item) {
        long first = LocalDate.parse(day).toEpochDay() * DAY_QUARTERS;
        SortedSet<Long> quarters = byReplica.computeIfAbsent(replica, name -> new TreeSet<>());
        set(item).forEach(quarter -> quarters.add(first + quarter));
    }
}
