package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.RecordedActivity;
import dev.ebb.metering.Traffic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A deployment's activity in [from, end), read once. */
final class ActivityReader {

    private static final long MINUTE_MILLIS = 60_000;

    /** None at all. */
    static final Activity NONE = new Activity(new BitSet(), Traffic.NONE);

    /**
     * What was read.
     *
     * @param minutes active ones that overlap the interval, counted from its first
     */
    record Activity(BitSet minutes, Traffic traffic) {}

    private final List<Map<String, AttributeValue>> hours;
    private final String prefix;
    private final Instant from;
    private final Instant end;

    private ActivityReader(Table table, String partition, String prefix, Instant from, Instant end) {
        this(
                table.query(partition, prefix + Keys.hour(from), prefix + Keys.hour(end), Deadline.NONE),
                prefix,
                from,
                end);
    }

    private ActivityReader(List<Map<String, AttributeValue>> hours, String prefix, Instant from, Instant end) {
        this.hours = hours;
        this.prefix = prefix;
        this.from = from;
        this.end = end;
    }

    /** Of a deployment's hours that were read already. */
    ActivityReader(List<Map<String, AttributeValue>> hours, Instant from, Instant end) {
        this(hours, Keys.ACTIVITY, from, end);
    }

    /** Of the deployment whose partition it is. */
    ActivityReader(Table table, String partition, Instant from, Instant end) {
        this(table, partition, Keys.ACTIVITY, from, end);
    }

    /** Of what was reported of a whole account. */
    static ActivityReader ofAccount(Table table, String account, Instant from, Instant end) {
        return new ActivityReader(table, Keys.accountMeters(account), Keys.REPORTED, from, end);
    }

    Activity read() {
        return new Activity(minutes(ActivityItem::active), traffic());
    }

    /** All that is kept of it. */
    RecordedActivity recorded() {
        return new RecordedActivity(
                minutes(ActivityItem::active),
                minutes(ActivityItem::counted),
                reported(),
                minutes(ActivityItem::wanted),
                hours());
    }

    /** Minutes that were reported and overlap the interval, counted from its first. */
    BitSet reported() {
        return minutes(ActivityItem::reported);
    }

    private Traffic traffic() {
        return new Traffic(hours(), minutes(ActivityItem::counted).cardinality());
    }

    private List<Traffic.Hour> hours() {
        List<Traffic.Hour> known = new ArrayList<>();
        for (Map<String, AttributeValue> item : hours) {
            Instant start = start(item);
            Traffic.Hour hour = new Traffic.Hour(
                    start,
                    Value.bigNumber(item, ActivityItem.REQUESTS),
                    Value.bigNumber(item, ActivityItem.PROMPT_TOKENS),
                    Value.bigNumber(item, ActivityItem.COMPLETION_TOKENS));
            if (hour.isAny() && !start.isBefore(from) && start.isBefore(end)) {
                known.add(hour);
            }
        }
        return known;
    }

    private BitSet minutes(Function<Map<String, AttributeValue>, BitSet> which) {
        BitSet minutes = new BitSet();
        long count = Math.ceilDiv(end.toEpochMilli(), MINUTE_MILLIS) - ActivityMinutes.minuteOf(from);
        for (Map<String, AttributeValue> item : hours) {
            long offset = ActivityMinutes.minuteOf(start(item)) - ActivityMinutes.minuteOf(from);
            which.apply(item).stream()
                    .mapToLong(minute -> offset + minute)
                    .filter(minute -> minute >= 0 && minute < count)
                    .forEach(minute -> minutes.set(Math.toIntExact(minute)));
        }
        return minutes;
    }

    private Instant start(Map<String, AttributeValue> item) {
        return Keys.hourStart(item.get(EbbTable.SORT).s().substring(prefix.length()));
    }
}
