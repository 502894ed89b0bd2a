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

    /** Names and values, which may come from outside. */
    record Pairs(SortedMap<String, String> pairs) implements Cell {

        /** Copies them. */
        public Pairs {
            pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
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

    /** Names and values; nothing if there are none. */
    static Cell of(Map<String, String> pairs) {
        return pairs.isEmpty() ? EMPTY : new Pairs(new TreeMap<>(pairs));
    }
}
