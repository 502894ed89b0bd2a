package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What usual work may cost, and that README says what it costs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WriteUnitsTests {

    private final List<TypicalWork.Row> rows = TypicalWork.counted();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    token events, batches of 50                                | 2.1
                    token events, batches of 99                                | 2.1
                    token events, batches of 500                               | 2.1
                    activity report of a minute                                | 1.1
                    activity report of 24 hours                                | 1.1
                    60 activity reports of a minute, one batch                 | 1.1
                    replica's life, starting, ready, stopped one by one        | 40
                    replica's life, in one batch                               | 40
                    """)
    void usualWorkKeepsToItsLimit(String work, BigDecimal limit) {
        TypicalWork.Row row = row(work);

        BigDecimal most = limit.multiply(BigDecimal.valueOf(row.pieces()));
        assertThat(BigDecimal.valueOf(row.units().total())).isPositive().isLessThanOrEqualTo(most);
    }

    @Test
    void theUsualHandlersCostWhatTheyAreKnownToCost() {
        assertThat(unitsOf("token events, usual handler: put, then update (unsafe)"))
                .isEqualByComparingTo("2");
        assertThat(unitsOf("token events, usual handler: both in a transaction"))
                .isEqualByComparingTo("4");
    }

    @Test
    void ninetyNineTokenEventsCostTwoUnitsAnIdentityAndTwoForTheirSum() {
        WriteUnits units = row("token events, batches of 99").units();

        assertThat(units.byKind()).isEqualTo(Map.of("IDENTITY", 198L, "TOKENS", 2L));
    }

    @Test
    void anItemIsAsLargeAsItsNamesAndValuesInUtf8() {
        Map<String, AttributeValue> item = Map.of(
                "é", AttributeValue.fromS("abc"), // 2 + 3
                "n", AttributeValue.fromN("-12345"), // 1 + 3 + 1 + 1
                "s", AttributeValue.fromNs(List.of("1", "20")), // 1 + 2 + 2
                "b", AttributeValue.fromBool(true), // 1 + 1
                "l", AttributeValue.fromL(List.of(AttributeValue.fromS("x")))); // 1 + 3 + 1 + 1

        long bytes = ItemSize.bytes(item);

        assertThat(bytes).isEqualTo(5 + 6 + 5 + 2 + 6);
    }

    @Test
    void readmeSaysWhatTheCommandCounts(@TempDir Path directory) throws IOException {
        Path readme = Repository.ofThisBuild().resolve("README.md");
        Path copy = Files.copy(readme, directory.resolve("README.md"));

        Invocation invocation = Invocation.of("write-units", "--readme", copy.toString());

        assertThat(invocation.status()).as(invocation.err()).isZero();
        assertThat(Files.readString(readme))
                .as("README.md is brought up to date by: functions/local/ebb write-units --readme README.md")
                .isEqualTo(Files.readString(copy));
    }

    @Test
    void aFileWithoutAPlaceForTheTableIsLeftAlone(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file.md"), "text");

        Invocation invocation = Invocation.of("write-units", "--readme", file.toString());

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("--readme", file.toString(), "<!-- write-units -->");
        assertThat(file).hasContent("text");
    }

    private BigDecimal unitsOf(String work) {
        return row(work).each();
    }

    private TypicalWork.Row row(String work) {
        return rows.stream()
                .filter(each -> each.work().equals(work))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row: " + work));
    }
}
