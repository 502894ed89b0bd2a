package dev.ebb.charging.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.exports.Cell;
import dev.ebb.charging.exports.Sheet;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTests {

    private static String csv(Cell... cells) {
        List<String> header = Arrays.stream(cells).map(cell -> "h").toList();
        String text = new String(Csv.write(new Sheet(header, List.of(List.of(cells))), false), StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\r\n") + 2);
    }

    @Test
    void aFileIsAHeaderAndRowsThatEndWithCarriageReturnAndLineFeed() {
        Sheet sheet = new Sheet(
                List.of("name", "amount"),
                List.of(
                        List.of(Cell.of("llama-70b"), Cell.of(new BigDecimal("-1E+3"))),
                        List.of(Cell.EMPTY, Cell.EMPTY)));

        assertThat(new String(Csv.write(sheet, false), StandardCharsets.UTF_8))
                .isEqualTo("name,amount\r\nllama-70b,-1000\r\n,\r\n");
    }

    @Test
    void aByteOrderMarkIsThereIfWanted() {
        assertThat(Csv.write(new Sheet(List.of("é"), List.of()), true))
                .containsExactly(0xEF, 0xBB, 0xBF, 0xC3, 0xA9, '\r', '\n');
    }

    @Test
    void whatWouldDivideACellIsQuoted() {
        assertThat(csv(Cell.of("a,b"), Cell.of("say \"x\""), Cell.of("a\nb"), Cell.of("a;=b")))
                .isEqualTo("\"a,b\",\"say \"\"x\"\"\",\"a\nb\",\"a;=b\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
    void wordsThatASpreadsheetWouldCalculateAreMadeWords(String text) {
        assertThat(csv(Cell.of(text)).replace("\"", "")).isEqualTo("'" + text + "\r\n");
    }

    @Test
    void aNegativeNumberStaysANumber() {
        assertThat(csv(Cell.of(new BigDecimal("-0.05")))).isEqualTo("-0.05\r\n");
    }

    @Test
    void pairsAreAJsonObject() {
        assertThat(csv(Cell.of(Map.of("team", "=a\"b", "env", "x"))))
                .isEqualTo("\"{\"\"env\"\":\"\"x\"\",\"\"team\"\":\"\"=a\\\"\"b\"\"}\"\r\n");
    }

    @Property(tries = 300)
    void whateverWordsTheyComeBackAsOneHarmlessCell(@ForAll List<String> words) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.of("first")));
        words.forEach(word -> cells.add(Cell.of(word)));

        List<String> read = CsvReader.rows(csv(cells.toArray(Cell[]::new))).getFirst();

        assertThat(read).hasSize(cells.size()).allSatisfy(cell -> {
            assertThat(cell.isEmpty() || "=+-@\t\r".indexOf(cell.charAt(0)) < 0).isTrue();
        });
        for (int i = 0; i < words.size(); i++) {
            assertThat(read.get(i + 1)).isIn(words.get(i), "'" + words.get(i));
        }
    }
}
