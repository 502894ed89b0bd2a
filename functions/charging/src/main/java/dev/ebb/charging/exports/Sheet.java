package dev.ebb.charging.exports;

import java.util.List;

/**
 * A table.
 *
 * @param header the columns' names
 * @param rows each of as many cells as there are columns
 */
public record Sheet(List<String> header, List<List<Cell>> rows) {

    /**
     * Copies it.
     *
     * @throws IllegalArgumentException if a row is longer or shorter than the header
     */
    public Sheet {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        int columns = header.size();
        rows.stream().filter(row -> row.size() != columns).findFirst().ifPresent(row -> {
            throw new IllegalArgumentException("rows: must have " + columns + " cells, one has " + row.size());
        });
    }
}
