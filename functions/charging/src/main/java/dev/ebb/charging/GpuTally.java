package dev.ebb.charging;

import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds up a deployment's time on one kind of GPU, apart for each price. */
final class GpuTally {

    private final GpuKind kind;
    private final List<Tariff.Span> prices;
    private final long[] priceFrom;
    private final UsageSum[] billed;
    private final UsageSum[] busy;

    /** @param prices in the order in which they come into force */
    GpuTally(GpuKind kind, List<Tariff.Span> prices) {
        this.kind = kind;
        this.prices = prices;
        priceFrom =
                prices.stream().mapToLong(price -> price.from().toEpochMilli()).toArray();
        billed = new UsageSum[prices.size() + 1];
        busy = new UsageSum[prices.size() + 1];
        Arrays.setAll(billed, ignored -> new UsageSum());
        Arrays.setAll(busy, ignored -> new UsageSum());
    }

    /** Adds [start, end), milliseconds from the epoch, cut wherever the price changes. */
    void add(long milliGpus, long start, long end, ActiveTime active) {
        int found = Arrays.binarySearch(priceFrom, start);
        int slot = found >= 0 ? found + 1 : -found - 1;
        long at = start;
        while (at < end) {
            long cut = slot < priceFrom.length ? Math.min(end, priceFrom[slot]) : end;
            billed[slot].add(milliGpus, cut - at);
            busy[slot].add(milliGpus, active.millisIn(at, cut));
            at = cut;
            slot++;
        }
    }

    /** One line for each price under which anything was used; a price may hold twice, with another between. */
    List<Line> lines(String deployment) {
        Map<Optional<UnitPrice>, Line.Gpu> lines = new LinkedHashMap<>();
        for (int slot = 0; slot < billed.length; slot++) {
            GpuTime total = billed[slot].total();
            if (total.compareTo(GpuTime.ZERO) > 0) {
                UnitPrice price = slot == 0 ? null : prices.get(slot - 1).price();
                lines.merge(
                        Optional.ofNullable(price),
                        new Line.Gpu(deployment, kind, price, total, busy[slot].total()),
                        GpuTally::sum);
            }
        }
        return List.copyOf(lines.values());
    }

    private static Line.Gpu sum(Line.Gpu one, Line.Gpu two) {
        return new Line.Gpu(
                one.deployment(),
                one.kind(),
                one.price(),
                one.billed().plus(two.billed()),
                one.busy().plus(two.busy()));
    }
}
