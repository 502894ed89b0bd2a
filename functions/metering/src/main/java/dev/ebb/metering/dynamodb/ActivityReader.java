package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Traffic;
import java.math.BigInteger;
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
    private final Instant from;
    private final Instant end;

    ActivityReader(Table table, String partition, Instant from, Instant end) {
        this.from = from;
        this.end = end;
        hours = table.query(partition, Keys.ACTIVITY + Keys.hour(from), Keys.ACTIVITY + Keys.hour(end), Deadline.NONE);
    }

    /** Counted from the epoch. */
    static long minute(Instant instant) {
        return Math.floorDiv(instant.toEpochMilli(), MINUTE_MILLIS);
    }

    Activity read() {
        return new Activity(minutes(ActivityItem::active), traffic());
    }

    private Traffic traffic() {
        List<Traffic.Hour> known = new ArrayList<>();
        for (Map<String, AttributeValue> item : hours) {
            Instant start = start(item);
            BigInteger requests = Value.bigNumber(item, ActivityItem.REQUESTS);
            BigInteger prompt = Value.bigNumber(item, ActivityItem.PROMPT_TOKENS);
            BigInteger completion = Value.bigNumber(item, ActivityItem.COMPLETION_TOKENS);
            boolean any = requests.signum() != 0 || prompt.signum() != 0 || completion.signum() != 0;
            if (any && !start.isBefore(from) && start.isBefore(end)) {
                known.add(new Traffic.Hour(start, requests, prompt, completion));
            }
        }
        return new Traffic(known, minutes(ActivityItem::counted).cardinality());
    }

    private BitSet minutes(Function<Map<String, AttributeValue>, BitSet> which) {
        BitSet minutes = new BitSet();
        long count = Math.ceilDiv(end.toEpochMilli(), MINUTE_MILLIS) - minute(from);
        for (Map<String, AttributeValue> item : hours) {
            long offset = minute(start(item)) - minute(from);
            which.apply(item).stream()
                    .mapToLong(minute -> offset + minute)
                    .filter(minute -> minute >= 0 && minute < count)
                    .forEach(minute -> minutes.set(Math.toIntExact(minute)));
        }
        return minutes;
    }

    private static Instant start(Map<String, AttributeValue> item) {
        return Keys.hourStart(item.get(EbbTable.SORT).s().substring(Keys.ACTIVITY.length()));
    }
}
