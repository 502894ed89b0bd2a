package dev.ebb.metering.dynamodb;

import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Meter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A deployment's GPU meters: all months, and of the months that an interval begins and ends in, the hours. */
final class Meters {

    private final Map<GpuKind, List<Meter.Bucket>> months = new HashMap<>();
    private final Map<GpuKind, List<Meter.Bucket>> hours = new HashMap<>();

    void addMonth(Map<String, AttributeValue> item) {
        add(months, item);
    }

    void addHour(Map<String, AttributeValue> item) {
        add(hours, item);
    }

    private static void add(Map<GpuKind, List<Meter.Bucket>> all, Map<String, AttributeValue> item) {
        MeterKeys.buckets(item)
                .forEach((kind, buckets) ->
                        all.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(buckets));
    }

    /**
     * Usage in [from, to), by kind of GPU; kinds without any are left out.
     *
     * @param from the edge of a quarter-hour
     * @param to likewise
     */
    Map<GpuKind, GpuTime> used(Instant from, Instant to) {
        Map<GpuKind, GpuTime> usage = new TreeMap<>();
        if (!from.isBefore(to)) {
            return usage;
        }
        for (GpuKind kind : months.keySet()) {
            GpuTime used = upTo(to, kind).minus(upTo(from, kind));
            if (!used.equals(GpuTime.ZERO)) {
                usage.put(kind, used);
            }
        }
        return usage;
    }

    /** Whole months before the instant's own, then the quarter-hours of that one. */
    private GpuTime upTo(Instant at, GpuKind kind) {
        Instant month = Keys.monthStart(Keys.month(at));
        List<Meter.Bucket> before = new ArrayList<>();
        months.getOrDefault(kind, List.of()).stream()
                .filter(bucket -> bucket.start().isBefore(month))
                .forEach(before::add);
        hours.getOrDefault(kind, List.of()).stream()
                .filter(bucket ->
                        !bucket.start().isBefore(month) && bucket.start().isBefore(at))
                .forEach(before::add);
        return Meter.usageUpTo(at, before);
    }
}
