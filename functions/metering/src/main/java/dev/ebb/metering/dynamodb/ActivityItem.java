package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Usage;
import dev.ebb.metering.Watched;
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

    /** Rises with each report that has an identity, and with its void: so a reader can tell that none came between. */
    static final String CHANGES = "changes";

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
        BitSet active = set(item, ACTIVE);
        active.or(counted(item));
        return active;
    }

    /** The minutes that were reported, of a deployment or of a whole account; not all active ones are among them. */
    static BitSet reported(Map<String, AttributeValue> item) {
        BitSet reported = set(item, REPORTED);
        reported.or(counted(item, REPORTED_COUNT));
        return reported;
    }

    /** The minutes in which something was turned away. */
    static BitSet wanted(Map<String, AttributeValue> item) {
        return set(item, WANTED);
    }

    /** How much it amounts to. */
    static Watched.HourStamp stamp(Map<String, AttributeValue> item) {
        return new Watched.HourStamp(
                set(item, ACTIVE).cardinality(), set(item, WANTED).cardinality(), Value.numberOr(item, CHANGES, 0));
    }

    /** Holds as long as it amounts to that; the item need not be there if that is nothing. */
    static Action.Condition unchanged(Watched.HourStamp stamp) {
        return Action.Condition.allAt(Map.of(CHANGES, stamp.counted()))
                .and(ofSize(ACTIVE, stamp.active()))
                .and(ofSize(WANTED, stamp.wanted()));
    }

    private static Action.Condition ofSize(String set, int size) {
        return size == 0
                ? new Action.Condition("attribute_not_exists(#" + set + ")", Map.of("#" + set, set), Map.of())
                : new Action.Condition(
                        "size(#" + set + ") = :" + set, Map.of("#" + set, set), Map.of(":" + set, Value.number(size)));
    }

    private static BitSet set(Map<String, AttributeValue> item, String name) {
        BitSet minutes = new BitSet();
        AttributeValue set = item.get(name);
        if (set != null) {
            set.ns().forEach(minute -> minutes.set(Integer.parseInt(minute)));
        }
        return minutes;
    }

    /** Those of them that reports with an identity touch: such reports carry token counts. */
    static BitSet counted(Map<String, AttributeValue> item) {
        return counted(item, ACTIVE_COUNT);
    }

    private static BitSet counted(Map<String, AttributeValue> item, String prefix) {
        BitSet counted = new BitSet();
        for (int minute = 0; minute < HOUR_MINUTES; minute++) {
            if (Value.numberOr(item, prefix + minute, 0) > 0) {
                counted.set(minute);
            }
        }
        return counted;
    }
}
