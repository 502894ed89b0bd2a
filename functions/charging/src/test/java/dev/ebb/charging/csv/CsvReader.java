package dev.ebb.charging.csv;

import java.util.ArrayList;
import java.util.List;

/** Reads RFC 4180, for tests. */
public final class CsvReader {

    private CsvReader() {}

    /** The cells of each row, the header's first. */
    public static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (quoted && next == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (next == '"') {
                quoted = !quoted;
            } else if (!quoted && next == ',') {
                row.add(cell.toString());
                cell.setLength(0);
            } else if (!quoted && next == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                row.add(cell.toString());
                cell.setLength(0);
                rows.add(row);
                row = new ArrayList<>();
                i++;
            } else {
                cell.append(next);
            }
        }
        return rows;
    }
}
