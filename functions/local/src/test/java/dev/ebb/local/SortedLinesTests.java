package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SortedLinesTests {

    @Test
    void linesThatDoNotFitIntoMemoryComeOutInTheSameOrder() throws IOException {
        List<String> added = new ArrayList<>();
        try (SortedLines few = new SortedLines(40);
                SortedLines all = new SortedLines(Long.MAX_VALUE)) {
            for (int i = 0; i < 50; i++) {
                Instant time = Instant.ofEpochMilli(i * 7L % 10 - 5);
                String line = "line " + i + " \u00e9\uD83D\uDE00";
                few.add(time, line);
                all.add(time, line);
                added.add(line);
            }

            assertThat(few.putAsideParts()).isGreaterThan(5);
            assertThat(all.putAsideParts()).isZero();
            assertThat(written(few)).isEqualTo(written(all));
            assertThat(written(few).lines())
                    .containsExactlyInAnyOrderElementsOf(added)
                    .startsWith(added.get(0), added.get(10), added.get(20))
                    .isNotEmpty();
        }
    }

    private static String written(SortedLines lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
