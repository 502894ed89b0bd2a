package dev.ebb.charging.dynamodb;

import dev.ebb.charging.Period;
import dev.ebb.charging.invoicing.Checkpoint;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigInteger;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of a {@link Checkpoint}: one of what holds for all, and one for each period, of its zone, its ends, and the
 * GPU time in it. An item grows with the kinds of GPU that an account uses, and not with its age.
 */
final class CheckpointItem {

    /**
     * So many periods are written at once, for a transaction holds 100 items: with these and one of what holds for all, up
     * to 50 grants, and five more. The rest is found to have changed the next time again.
     */
    static final int MOST_CHANGED = 40;

    private static final String LATE_FROM = "lateFrom";
    private static final String BEFORE = "before";
    private static final String ZONE = "zone";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String COMPLETE = "complete";
    private static final String USED = "used";

    private CheckpointItem() {}

    /** What a checkpoint that follows on another must write. */
    static Map<Key, Map<String, AttributeValue>> of(String account, Checkpoint before, Checkpoint after) {
        Map<Key, Map<String, AttributeValue>> items = new LinkedHashMap<>();
        items.put(
                InvoiceItems.checkpoint(account),
                Map.of(
                        LATE_FROM, Value.instant(after.lateFrom()),
                        BEFORE, Value.texts(texts(after.before()))));
        for (int i = after.periods().size() - 1; i >= 0 && items.size() <= MOST_CHANGED; i--) {
            Map<GpuKind, GpuTime> used = after.used(i);
            Checkpoint.Finalised finalised = after.periods().get(i);
            boolean unchanged = i < before.periods().size()
                    && used.equals(before.used(i))
                    && finalised.complete() == before.periods().get(i).complete();
            if (!unchanged) {
                Period period = finalised.period();
                items.put(
                        InvoiceItems.checkpoint(account, period.month()),
                        Map.of(
                                ZONE, Value.text(period.timeZone().getId()),
                                FROM, Value.instant(period.from()),
                                TO, Value.instant(period.to()),
                                COMPLETE, AttributeValue.fromBool(finalised.complete()),
                                USED, Value.texts(texts(used))));
            }
        }
        return items;
    }

    /**
     * Reads a checkpoint.
     *
     * @param items in the order of their keys
     */
    static Checkpoint checkpoint(List<Map<String, AttributeValue>> items) {
        if (items.isEmpty() || !sort(items.getFirst()).equals(InvoiceItems.CHECKPOINT)) {
            return Checkpoint.NONE;
        }
        Map<GpuKind, GpuTime> before = meters(Value.textsIn(items.getFirst(), BEFORE));
        Map<GpuKind, GpuTime> upTo = new HashMap<>(before);
        List<Checkpoint.Finalised> periods = new ArrayList<>();
        for (Map<String, AttributeValue> item : items.subList(1, items.size())) {
            Period period = new Period(
                    YearMonth.parse(sort(item).substring(InvoiceItems.CHECKPOINT.length() + 1)),
                    ZoneId.of(item.get(ZONE).s()),
                    Value.instantIn(item, FROM).orElseThrow(),
                    Value.instantIn(item, TO).orElseThrow());
            meters(Value.textsIn(item, USED)).forEach((kind, time) -> upTo.merge(kind, time, GpuTime::plus));
            upTo.values().removeIf(GpuTime.ZERO::equals);
            periods.add(new Checkpoint.Finalised(period, item.get(COMPLETE).bool(), upTo));
        }
        return new Checkpoint(Value.instantIn(items.getFirst(), LATE_FROM).orElseThrow(), before, periods);
    }

    private static String sort(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }

    private static List<String> texts(Map<GpuKind, GpuTime> meters) {
        return new TreeMap<>(meters)
                .entrySet().stream()
                        .map(each -> each.getKey().accelerator() + " "
                                + each.getKey().region() + " " + each.getValue().microGpuSeconds())
                        .toList();
    }

    private static Map<GpuKind, GpuTime> meters(List<String> texts) {
        Map<GpuKind, GpuTime> meters = new HashMap<>();
        for (String text : texts) {
            String[] part = text.split(" ", 3);
            meters.put(new GpuKind(part[0], part[1]), new GpuTime(new BigInteger(part[2])));
        }
        return meters;
    }
}
