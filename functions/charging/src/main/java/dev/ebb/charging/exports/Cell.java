package dev.ebb.charging.exports;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands in a cell of a table. */
public sealed interface Cell {

    /** Nothing. */
    Cell EMPTY = new Empty();

    /** Words, which may come from outside. */
    record Text(String text) implements Cell {}

    /** A number, exactly. */
    record Numeral(BigDecimal number) implements Cell {}

    /**
     * Names and values, which may come from outside.
     *
     * @param pairs values that are words
     * @param numbers values that are numbers, under other names than the words
     */
    record Pairs(SortedMap<String, String> pairs, SortedMap<String, BigDecimal> numbers) implements Cell {

        /** Copies them. */
        public Pairs {
            pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
            numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
        }
    }

    /** Nothing. */
    record Empty() implements Cell {}

    /** Words; nothing if there are none. */
    static Cell of(@Nullable String text) {
        return text == null || text.isEmpty() ? EMPTY : new Text(text);
    }

    /** A number; nothing if there is none. */
    static Cell of(@Nullable BigDecimal number) {
        return number == null ? EMPTY : new Numeral(number);
    }

    /** An instant in UTC, to the millisecond if it has any. */
    static Cell of(Instant instant) {
        return new Text(instant.toString());
    }

    /** Names and words; nothing if there are none. */
    static Cell of(Map<String, String> pairs) {
        return pairs.isEmpty() ? EMPTY : of(pairs, Map.of());
    }

    /** Names, and words or numbers. */
    static Cell of(Map<String, String> pairs, Map<String, BigDecimal> numbers) {
        return new Pairs(new TreeMap<>(pairs), new TreeMap<>(numbers));
    }
}
