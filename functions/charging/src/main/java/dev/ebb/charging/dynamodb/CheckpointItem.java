package dev.ebb.charging.dynamodb;

import dev.ebb.charging.Period;
import dev.ebb.charging.invoicing.Checkpoint;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The item of a {@link Checkpoint}: an attribute for each period, of its month, zone, ends, and of the meters at its end, and
 * one that lists the numbers of those that are incomplete.
 * An account's periods of thirty years, with five kinds of GPU, take about 100 KB.
 */
final class CheckpointItem {

    private static final String LATE_FROM = "lateFrom";
    private static final String BEFORE = "before";
    private static final String PERIOD = "period ";
    private static final String INCOMPLETE = "incomplete";
    private static final int PERIOD_PARTS = 4;

    private CheckpointItem() {}

    static Map<String, AttributeValue> of(Checkpoint checkpoint) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(LATE_FROM, Value.instant(checkpoint.lateFrom()));
        item.put(BEFORE, Value.texts(texts(checkpoint.before())));
        List<String> incomplete = new ArrayList<>();
        long number = 0;
        for (Checkpoint.Finalised finalised : checkpoint.periods()) {
            number++;
            Period period = finalised.period();
            List<String> texts = new ArrayList<>(List.of(
                    period.month().toString(),
                    period.timeZone().getId(),
                    period.from().toString(),
                    period.to().toString()));
            texts.addAll(texts(finalised.upTo()));
            item.put(PERIOD + number, Value.texts(texts));
            if (!finalised.complete()) {
                incomplete.add(Long.toString(number));
            }
        }
        if (!incomplete.isEmpty()) {
            item.put(INCOMPLETE, Value.texts(incomplete));
        }
        return item;
    }

    static Checkpoint checkpoint(Map<String, AttributeValue> item) {
        if (item.isEmpty()) {
            return Checkpoint.NONE;
        }
        List<Checkpoint.Finalised> periods = new ArrayList<>();
        Set<String> incomplete = Set.copyOf(Value.textsIn(item, INCOMPLETE));
        for (long number = 1; item.containsKey(PERIOD + number); number++) {
            List<String> texts = Value.textsIn(item, PERIOD + number);
            Period period = new Period(
                    YearMonth.parse(texts.get(0)),
                    ZoneId.of(texts.get(1)),
                    Instant.parse(texts.get(2)),
                    Instant.parse(texts.get(3)));
            periods.add(new Checkpoint.Finalised(
                    period,
                    !incomplete.contains(Long.toString(number)),
                    meters(texts.subList(PERIOD_PARTS, texts.size()))));
        }
        return new Checkpoint(
                Value.instantIn(item, LATE_FROM).orElseThrow(), meters(Value.textsIn(item, BEFORE)), periods);
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
