package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up time of one sort that was not billed, in constant time for each piece. */
final class UnbilledSum {

    private static final ActiveTime NEVER = new ActiveTime(new BitSet(), 0);

    private final Rating rating;
    private final long first;
    private final long last;
    private final Map<GpuKind, GpuTally> tallies = new HashMap<>();
    private final UsageSum gpuTime = new UsageSum();
    private long count;
    private long millis;
    private long shapeless;
    private long unpriced;

    /** @param usage whose interval pieces are cut to */
    UnbilledSum(Rating rating, DeploymentUsage usage) {
        this.rating = rating;
        first = usage.from().toEpochMilli();
        last = usage.to().toEpochMilli();
    }

    /** Adds [from, to), unless it lies outside of the interval. */
    void add(Instant from, Instant to, @Nullable Shape shape) {
        long start = Math.max(first, from.toEpochMilli());
        long end = Math.min(last, to.toEpochMilli());
        if (start >= end) {
            return;
        }
        count++;
        millis = Math.addExact(millis, end - start);
        if (shape == null) {
            shapeless++;
            return;
        }
        long milliGpus = shape.count().milliGpus();
        gpuTime.add(milliGpus, end - start);
        if (rating.isPriced(shape.gpuKind(), start, end)) {
            tallies.computeIfAbsent(shape.gpuKind(), rating::tally).add(milliGpus, start, end, NEVER);
        } else {
            unpriced++;
        }
    }

    NotBilled.Time time() {
        long unknown = shapeless + unpriced;
        return new NotBilled.Time(
                count,
                Duration.ofMillis(millis),
                shapeless == 0 ? gpuTime.total() : null,
                unknown == 0 ? cost() : null,
                unknown);
    }

    private Fraction cost() {
        return Fraction.sum(tallies.values().stream()
                .flatMap(tally -> tally.lines("").stream())
                .flatMap(line -> line.exactAmount().stream())
                .toList());
    }
}
