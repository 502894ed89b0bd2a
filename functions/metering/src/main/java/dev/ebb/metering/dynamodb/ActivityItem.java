package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Usage;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The minutes of one hour in which a deployment was active, reported or wanted. What has no identity is in sets of
 * minutes; what has one, and so can be voided, is counted by minute. A minute that is active is reported too.
 */
final class ActivityItem {

    /** Sets of minutes, 0 to 59. */
    static final String ACTIVE = "active";

    static final String REPORTED = "reported";
    static final String WANTED = "wanted";

    /** Prefixes of counts by minute. */
    static final String ACTIVE_COUNT = "a";

    static final String REPORTED_COUNT = "r";

    /** Sums over what has an identity and is no probe, for advice: reports by the hour in which they begin. */
    static final String REQUESTS = "requests";

    static final String PROMPT_TOKENS = "promptTokens";
    static final String COMPLETION_TOKENS = "completionTokens";

    private static final long HOUR_MINUTES = 60;

    private ActivityItem() {}

    /** The minutes touched, by the hour that they are in. */
    static Map<Instant, BitSet> byHour(Usage.Minutes minutes) {
        Map<Instant, BitSet> hours = new TreeMap<>();
        for (long minute = minutes.first(); minute <= minutes.last(); minute++) {
            long hour = Math.floorDiv(minute, HOUR_MINUTES);
            hours.computeIfAbsent(Instant.ofEpochSecond(hour * 3600), k -> new BitSet())
                    .set((int) (minute - hour * HOUR_MINUTES));
        }
        return hours;
    }

    /** The active minutes of an item. */
    static BitSet active(Map<String, AttributeValue> item) {
        BitSet active = new BitSet();
        AttributeValue set = item.get(ACTIVE);
        if (set != null) {
            set.ns().forEach(minute -> active.set(Integer.parseInt(minute)));
        }
        active.or(counted(item));
        return active;
    }

    /** Those of them that reports with an identity touch: such reports carry token counts. */
    static BitSet counted(Map<String, AttributeValue> item) {
        BitSet counted = new BitSet();
        for (int minute = 0; minute < HOUR_MINUTES; minute++) {
            if (Value.numberOr(item, ACTIVE_COUNT + minute, 0) > 0) {
                counted.set(minute);
            }
        }
        return counted;
    }
}
