package dev.ebb.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns that line up: words to the left, numbers to the right. */
final class TextTable {

    private static final String GAP = "   ";

    private final boolean[] right;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param headings of the columns; one that begins with {@code >} is a column of numbers */
    TextTable(String... headings) {
        right = new boolean[headings.length];
        List<String> first = new ArrayList<>();
        for (int column = 0; column < headings.length; column++) {
            right[column] = headings[column].startsWith(">");
            first.add(right[column] ? headings[column].substring(1) : headings[column]);
        }
        rows.add(first);
    }

    /** Adds a row of as many cells as there are headings. */
    void row(String... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException("cells: must be " + right.length + ", is " + cells.length);
        }
        rows.add(List.of(cells));
    }

    /** The lines, headings first, without trailing blanks. */
    List<String> lines() {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            Arrays.setAll(
                    widths, column -> Math.max(widths[column], row.get(column).length()));
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String blanks = " ".repeat(widths[column] - cell.length());
            cells.add(right[column] ? blanks + cell : cell + blanks);
        }
        return String.join(GAP, cells).stripTrailing();
    }
}
