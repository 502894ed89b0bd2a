package dev.ebb.charging;

import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds up a deployment's time on one kind of GPU, apart for each price. */
final class GpuTally {

    private final GpuKind kind;
    private final List<UnitPrice> prices;
    private final long[] priceFrom;
    private final UsageSum[] billed;
    private final UsageSum[] busy;

    /** @param prices in the order in which they come into force */
    GpuTally(GpuKind kind, List<UnitPrice> prices) {
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

    /** One line for each price under which anything was used. */
    List<Line> lines(String deployment) {
        List<Line> lines = new ArrayList<>();
        for (int slot = 0; slot < billed.length; slot++) {
            GpuTime total = billed[slot].total();
            if (total.compareTo(GpuTime.ZERO) > 0) {
                UnitPrice price = slot == 0 ? null : prices.get(slot - 1);
                lines.add(new Line.Gpu(deployment, kind, price, total, busy[slot].total()));
            }
        }
        return lines;
    }
}
