package dev.ebb.local;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Write units, by the kind of item that they were spent on.
 *
 * @param byKind sorted by kind
 */
record WriteUnits(Map<String, Long> byKind) {

    static final WriteUnits NONE = new WriteUnits(Map.of());

    WriteUnits {
        byKind = new TreeMap<>(byKind);
    }

    WriteUnits plus(String kind, long units) {
        Map<String, Long> sums = new TreeMap<>(byKind);
        sums.merge(kind, units, Long::sum);
        return new WriteUnits(sums);
    }

    long total() {
        return byKind.values().stream().mapToLong(Long::longValue).sum();
    }

    /** As in {@code IDENTITY 2 + TOKENS 2}. */
    @Override
    public String toString() {
        return byKind.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(" + "));
    }
}
