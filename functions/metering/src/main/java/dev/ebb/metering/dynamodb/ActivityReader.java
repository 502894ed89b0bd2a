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

    private final List<Map<String, AttributeValue>> hours;
    private final Instant from;
    private final Instant end;

    ActivityReader(Table table, String partition, Instant from, Instant end) {
        this.from = from;
        this.end = end;
        hours = table.query(partition, Keys.ACTIVITY + Keys.hour(from), Keys.ACTIVITY + Keys.hour(end), Deadline.NONE);
    }

    /** The minute of {@code from}, counted from the epoch. */
    long firstMinute() {
        return Math.floorDiv(from.toEpochMilli(), MINUTE_MILLIS);
    }

    /** Active minutes that overlap the interval, counted from the first. */
    BitSet activeMinutes() {
        return minutes(ActivityItem::active);
    }

    Traffic traffic() {
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
        long count = Math.ceilDiv(end.toEpochMilli(), MINUTE_MILLIS) - firstMinute();
        for (Map<String, AttributeValue> item : hours) {
            long offset = Math.floorDiv(start(item).toEpochMilli(), MINUTE_MILLIS) - firstMinute();
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
