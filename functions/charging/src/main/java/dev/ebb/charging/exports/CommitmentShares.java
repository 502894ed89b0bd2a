package dev.ebb.charging.exports;

import dev.ebb.charging.Allotment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.exports.DatedStatement.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which commitment covers how much of which line in one span, and what of the commitment's cost that is. What is reserved
 * for a region covers there first; within a span each covers its lines pro rata.
 */
final class CommitmentShares {

    /** Of effective costs, which add up to what was billed at this many decimals. */
    private static final int DECIMALS = 12;

    private final Map<Integer, List<Share>> shares = new HashMap<>();
    private final Map<Integer, BigDecimal> unused = new HashMap<>();

    private CommitmentShares() {}

    /**
     * A part of a line.
     *
     * @param effective what of the commitment's billed cost it took
     */
    record Share(Line.Committed committed, Fraction microGpuSeconds, BigDecimal effective) {}

    /** @throws IllegalArgumentException if commitments cover more, or less, than is reserved of the lines */
    static CommitmentShares of(List<Row> together) {
        CommitmentShares coverage = new CommitmentShares();
        Map<Row, Fraction> open = new LinkedHashMap<>();
        for (Row row : together) {
            if (row.line() instanceof Line.Gpu gpu && !gpu.reserved().equals(Fraction.ZERO)) {
                open.put(row, gpu.reserved());
            }
        }
        for (boolean anyRegion : new boolean[] {false, true}) {
            Map<Row, Fraction> before = new LinkedHashMap<>(open);
            for (Row row : together) {
                if (row.line() instanceof Line.Committed committed
                        && anyRegion == committed.commitment().region().equals(PriceBook.ANY_REGION)) {
                    coverage.spread(row, committed, before, open);
                }
            }
        }
        if (open.values().stream().anyMatch(rest -> !rest.equals(Fraction.ZERO))) {
            throw new IllegalArgumentException("reserved: must be what commitments cover, is " + open + " more");
        }
        return coverage;
    }

    private void spread(Row row, Line.Committed committed, Map<Row, Fraction> before, Map<Row, Fraction> open) {
        List<Row> covered = before.entrySet().stream()
                .filter(entry ->
                        covers(committed, entry.getKey()) && !entry.getValue().equals(Fraction.ZERO))
                .map(Map.Entry::getKey)
                .toList();
        Fraction all = covered.stream().map(before::get).reduce(Fraction.ZERO, Fraction::plus);
        Fraction billed = FocusRow.micros(committed.billed());
        Fraction used = FocusRow.micros(committed.used());
        List<Fraction> parts = new ArrayList<>();
        for (Row each : covered) {
            Fraction part = before.getOrDefault(each, Fraction.ZERO).times(used).dividedBy(all);
            open.merge(each, Fraction.ZERO.minus(part), Fraction::plus);
            parts.add(part);
        }
        parts.add(billed.minus(parts.stream().reduce(Fraction.ZERO, Fraction::plus)));
        BigDecimal cost = row.amount() == null ? BigDecimal.ZERO : row.amount();
        Fraction perMicro = Fraction.of(cost).dividedBy(billed);
        List<BigDecimal> costs = Allotment.of(
                        parts.stream().map(perMicro::times).toList(), DECIMALS, cost.setScale(DECIMALS))
                .amounts();
        for (int i = 0; i < covered.size(); i++) {
            shares.computeIfAbsent(covered.get(i).number(), number -> new ArrayList<>())
                    .add(new Share(committed, parts.get(i), costs.get(i)));
        }
        unused.put(row.number(), costs.getLast());
    }

    private static boolean covers(Line.Committed committed, Row row) {
        String region = committed.commitment().region();
        return row.line() instanceof Line.Gpu gpu
                && gpu.kind().accelerator().equals(committed.commitment().accelerator())
                && (region.equals(PriceBook.ANY_REGION)
                        || region.equals(gpu.kind().region()));
    }

    /** The covered parts of a line. */
    List<Share> of(Row row) {
        return shares.getOrDefault(row.number(), List.of()).stream()
                .filter(share -> share.microGpuSeconds().compareTo(Fraction.ZERO) > 0)
                .toList();
    }

    /** What a commitment cost that nothing used. */
    BigDecimal unused(Row row) {
        return unused.getOrDefault(row.number(), BigDecimal.ZERO);
    }
}
