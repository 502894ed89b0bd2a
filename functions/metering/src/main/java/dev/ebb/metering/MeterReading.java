package dev.ebb.metering;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one partition's GPU meters say from an instant on. Usage up to T is all months' less that of the quarter-hours
 * that do not begin before T, so nothing that is older than {@code from} has to be read by the hour.
 *
 * <p>Exact at the edges of quarter-hours, and inside of one at any instant that no change in it is later than.
 *
 * @param from the first instant that may be asked for; the edge of a quarter-hour
 * @param months every month in which anything ever changed
 * @param quarters every quarter-hour from {@code from} on in which anything changed; there may be earlier ones
 */
public record MeterReading(
        Instant from, Map<GpuKind, List<Meter.Bucket>> months, Map<GpuKind, List<Meter.Bucket>> quarters) {

    /** Checks that it begins at an edge, and sorts the quarter-hours. */
    public MeterReading {
        if (!Meter.quarterOf(from).equals(from)) {
            throw new IllegalArgumentException("from: must be the edge of a quarter-hour, is " + from);
        }
        months = Map.copyOf(months);
        quarters = quarters.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        each -> each.getValue().stream()
                                .sorted(Comparator.comparing(Meter.Bucket::start))
                                .toList()));
    }

    /** Every kind of GPU that was ever used, sorted. */
    public Set<GpuKind> kinds() {
        return new TreeSet<>(months.keySet());
    }

    /** The first instants of the quarter-hours from {@link #from} on in which GPUs of that kind changed. */
    public Set<Instant> changed(GpuKind kind) {
        return quarters.getOrDefault(kind, List.of()).stream()
                .map(Meter.Bucket::start)
                .filter(start -> !start.isBefore(from))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Usage in [start, end), neither before {@link #from}. */
    public GpuTime usage(GpuKind kind, Instant start, Instant end) {
        List<GpuTime> usage = usageUpTo(kind, List.of(start, end));
        return usage.getLast().minus(usage.getFirst());
    }

    /**
     * Usage from the beginning of time up to each of these instants, in time linear in them and in the quarter-hours.
     *
     * @param instants in their order, none before {@link #from}
     */
    public List<GpuTime> usageUpTo(GpuKind kind, List<Instant> instants) {
        BigInteger delta = BigInteger.ZERO;
        BigInteger moment = BigInteger.ZERO;
        for (Meter.Bucket month : months.getOrDefault(kind, List.of())) {
            delta = delta.add(month.delta());
            moment = moment.add(momentFromEpoch(month));
        }
        List<Meter.Bucket> later = quarters.getOrDefault(kind, List.of()).stream()
                .filter(quarter -> !quarter.start().isBefore(from))
                .toList();
        for (Meter.Bucket quarter : later) {
            delta = delta.subtract(quarter.delta());
            moment = moment.subtract(momentFromEpoch(quarter));
        }
        List<GpuTime> usage = new ArrayList<>(instants.size());
        int next = 0;
        for (Instant at : instants) {
            if (at.isBefore(from)) {
                throw new IllegalArgumentException("instants: must not be before " + from + ", is " + at);
            }
            while (next < later.size() && later.get(next).start().isBefore(at)) {
                delta = delta.add(later.get(next).delta());
                moment = moment.add(momentFromEpoch(later.get(next)));
                next++;
            }
            BigInteger elapsed = BigInteger.valueOf(at.toEpochMilli());
            usage.add(new GpuTime(elapsed.multiply(delta).subtract(moment)));
        }
        return usage;
    }

    /** Milli-GPUs that run at {@code at}, as far as quarter-hours that begin after it are not concerned. */
    public BigInteger running(GpuKind kind, Instant at) {
        BigInteger all = sumOfDeltas(months.getOrDefault(kind, List.of()));
        return all.subtract(sumOfDeltas(quarters.getOrDefault(kind, List.of()).stream()
                .filter(quarter -> quarter.start().isAfter(at))
                .toList()));
    }

    private static BigInteger sumOfDeltas(List<Meter.Bucket> buckets) {
        return buckets.stream().map(Meter.Bucket::delta).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger momentFromEpoch(Meter.Bucket bucket) {
        return bucket.delta()
                .multiply(BigInteger.valueOf(bucket.start().toEpochMilli()))
                .add(bucket.moment());
    }
}
