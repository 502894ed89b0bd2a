package dev.ebb.charging.csv;

import dev.ebb.charging.exports.Cell;
import dev.ebb.charging.exports.Sheet;
import dev.ebb.charging.json.PairsJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes tables as CSV: RFC 4180, a header first, every line ended by CR and LF. Words that a spreadsheet would take for
 * a formula get an apostrophe before them, which spreadsheets understand as "this is text"; numbers stay numbers.
 */
public final class Csv {

    private static final String FORMULA_STARTS = "=+-@\t\r\n";
    private static final String QUOTED = ",;\"\t\r\n ";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private Csv() {}

    /**
     * The file.
     *
     * @param bom whether it begins with a byte order mark, by which older spreadsheets know UTF-8
     */
    public static byte[] write(Sheet sheet, boolean bom) {
        StringBuilder text = new StringBuilder(bom ? BYTE_ORDER_MARK : "");
        text.append(line(sheet.header().stream().map(Cell::of).toList()));
        sheet.rows().forEach(row -> text.append(line(row)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String line(List<Cell> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(Cell cell) {
        return switch (cell) {
            case Cell.Empty ignored -> "";
            case Cell.Numeral number -> number.number().toPlainString();
            case Cell.Text text -> quoted(harmless(text.text()));
            case Cell.Pairs pairs -> quoted(PairsJson.write(pairs.pairs(), pairs.numbers()));
        };
    }

    private static String harmless(String text) {
        return FORMULA_STARTS.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().allMatch(character -> QUOTED.indexOf(character) < 0);
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
