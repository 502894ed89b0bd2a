package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
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

/** Reads GPU meters: all months, and of the months that an interval begins and ends in, the hours. */
final class MeterReader {

    private final Table table;

    MeterReader(Table table) {
        this.table = table;
    }

    /**
     * Usage in [from, to), by kind of GPU; kinds without any are left out.
     *
     * @param monthItems all of the partition's months
     * @param from the edge of a quarter-hour
     * @param to likewise
     */
    Map<GpuKind, GpuTime> read(
            String partition, List<Map<String, AttributeValue>> monthItems, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return Map.of();
        }
        Map<GpuKind, List<Meter.Bucket>> months = new HashMap<>();
        collect(months, monthItems);
        Map<GpuKind, List<Meter.Bucket>> hours = new HashMap<>();
        collect(hours, hoursBefore(partition, to));
        if (!Keys.month(from).equals(Keys.month(to))) {
            collect(hours, hoursBefore(partition, from));
        }
        Map<GpuKind, GpuTime> usage = new TreeMap<>();
        for (GpuKind kind : months.keySet()) {
            List<Meter.Bucket> monthly = months.get(kind);
            List<Meter.Bucket> hourly = hours.getOrDefault(kind, List.of());
            GpuTime used = usageUpTo(to, monthly, hourly).minus(usageUpTo(from, monthly, hourly));
            if (!used.equals(GpuTime.ZERO)) {
                usage.put(kind, used);
            }
        }
        return usage;
    }

    /** The hours of the instant's month that begin before it. */
    private List<Map<String, AttributeValue>> hoursBefore(String partition, Instant at) {
        String month = Keys.month(at);
        if (Keys.monthStart(month).equals(at)) {
            return List.of();
        }
        return table.query(partition, Keys.HOUR + month, Keys.HOUR + Keys.hour(at), Deadline.NONE);
    }

    private static void collect(Map<GpuKind, List<Meter.Bucket>> all, List<Map<String, AttributeValue>> items) {
        for (Map<String, AttributeValue> item : items) {
            MeterKeys.buckets(item)
                    .forEach((kind, buckets) ->
                            all.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(buckets));
        }
    }

    /** Whole months before the instant's own, then the quarter-hours of that one. */
    private static GpuTime usageUpTo(Instant at, List<Meter.Bucket> months, List<Meter.Bucket> quarters) {
        Instant month = Keys.monthStart(Keys.month(at));
        List<Meter.Bucket> before = new ArrayList<>();
        months.stream().filter(bucket -> bucket.start().isBefore(month)).forEach(before::add);
        quarters.stream()
                .filter(bucket ->
                        !bucket.start().isBefore(month) && bucket.start().isBefore(at))
                .forEach(before::add);
        return Meter.usageUpTo(at, before);
    }
}
