package dev.ebb.charging;

import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
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
    private final List<Map<Fraction, UsageSum>> covered;

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
        covered = new ArrayList<>(Collections.nCopies(prices.size() + 1, Map.of()));
    }

    GpuKind kind() {
        return kind;
    }

    /** Adds [start, end), milliseconds from the epoch, cut wherever the price changes. */
    void add(long milliGpus, long start, long end, ActiveTime active) {
        int slot = slotAt(start);
        long at = start;
        while (at < end) {
            long cut = cutAfter(slot, end);
            billed[slot].add(milliGpus, cut - at);
            busy[slot].add(milliGpus, active.millisIn(at, cut));
            at = cut;
            slot++;
        }
    }

    /** Adds that {@code share}, above 0 and at most 1, of what runs in [start, end) is covered. */
    void cover(long milliGpus, long start, long end, Fraction share) {
        int slot = slotAt(start);
        long at = start;
        while (at < end) {
            long cut = cutAfter(slot, end);
            if (covered.get(slot).isEmpty()) {
                covered.set(slot, new HashMap<>());
            }
            covered.get(slot).computeIfAbsent(share, ignored -> new UsageSum()).add(milliGpus, cut - at);
            at = cut;
            slot++;
        }
    }

    private int slotAt(long start) {
        int found = Arrays.binarySearch(priceFrom, start);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private long cutAfter(int slot, long end) {
        return slot < priceFrom.length ? Math.min(end, priceFrom[slot]) : end;
    }

    /** In micro-GPU-seconds. */
    private Fraction reserved(int slot) {
        return Fraction.sum(covered.get(slot).entrySet().stream()
                .map(each ->
                        each.getKey().times(new Fraction(each.getValue().total().microGpuSeconds(), BigInteger.ONE)))
                .toList());
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
                        new Line.Gpu(deployment, kind, price, total, busy[slot].total(), reserved(slot)),
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
                one.busy().plus(two.busy()),
                one.reserved().plus(two.reserved()));
    }
}
