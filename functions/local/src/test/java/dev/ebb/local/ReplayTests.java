package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The facts of {@code november.json}, each computed by hand, through the real {@code replay} command. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTests {

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, JsonNode> statements = new TreeMap<>();

    @TempDir
    private Path directory = Path.of("");

    private JsonNode november = json.createObjectNode();
    private JsonNode report = json.createObjectNode();

    @BeforeAll
    void replayNovember(@TempDir Path ofAllTests) throws IOException {
        // The field gets its own before each test only.
        directory = ofAllTests;
        try (InputStream golden =
                Objects.requireNonNull(ReplayTests.class.getResourceAsStream("/november.json"), "november.json")) {
            november = json.readTree(golden);
        }
        Path out = directory.resolve("report.json");

        Invocation invocation = replay(lines(november.get("events")), "--out", out.toString());

        assertThat(invocation.status()).isZero();
        assertThat(invocation.out()).isEmpty();
        assertThat(invocation.err().lines())
                .containsExactly(
                        "Warning: 2 events were rejected: \"rejected\" in the result says why",
                        "Warning: unpriced 2026-11 is incomplete: \"warnings\" and unpriced lines in the result say why");
        report = json.readTree(out.toFile());
        report.get("statements")
                .forEach(statement -> statements.put(statement.get("account").asText(), statement));
    }

    Stream<String> accounts() {
        List<String> names = new ArrayList<>();
        november.get("expect").fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void aStatementIsAsComputedByHand(String account) {
        JsonNode expected = november.get("expect").get(account);
        JsonNode statement = Objects.requireNonNull(statements.get(account), account);

        assertThat(statement.get("total").asText())
                .isEqualTo(expected.get("total").asText());
        assertThat(statement.get("complete").asBoolean())
                .isEqualTo(expected.get("complete").asBoolean());
        assertThat(statement.get("lines")).hasSameSizeAs(expected.get("lines"));
        for (int i = 0; i < expected.get("lines").size(); i++) {
            JsonNode line = statement.get("lines").get(i);
            expected.get("lines")
                    .get(i)
                    .properties()
                    .forEach(field -> assertThat(line.get(field.getKey()))
                            .as("%s of %s", field.getKey(), line)
                            .isEqualTo(field.getValue()));
        }
    }

    @Test
    void thereIsAStatementForEveryAccountAndForNoOther() {
        assertThat(statements.keySet())
                .containsExactlyInAnyOrderElementsOf(accounts().toList());
    }

    @Test
    void whatIsRejectedIsListedAndNothingElseIs() {
        List<List<String>> rejected = StreamSupport.stream(
                        report.get("rejected").spliterator(), false)
                .map(each -> List.of(each.get("source").asText(), each.get("id").asText()))
                .toList();
        List<List<String>> expected = StreamSupport.stream(
                        november.get("rejected").spliterator(), false)
                .map(each -> List.of(each.get(0).asText(), each.get(1).asText()))
                .toList();

        assertThat(rejected).containsExactlyElementsOf(expected);
        assertThat(report.get("counts").get("rejected").asInt()).isEqualTo(expected.size());
    }

    @Test
    void everyDeliveryIsCountedOnce() {
        JsonNode counts = report.get("counts");

        assertThat(counts.get("accepted").asInt()
                        + counts.get("duplicates").asInt()
                        + counts.get("rejected").asInt())
                .isEqualTo(november.get("events").size());
    }

    @Test
    void whatCannotBeDecodedIsRejectedWithItsFileAndLineAndDoesNotChangeTheStatus() throws IOException {
        Invocation invocation =
                replay(List.of("", "{oops", november.get("events").get(0).toString()));

        assertThat(invocation.status()).isZero();
        JsonNode rejected = json.readTree(invocation.out()).get("rejected");
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).get("source").isNull()).isTrue();
        assertThat(rejected.get(0).get("id").isNull()).isTrue();
        assertThat(rejected.get(0).get("file").asText()).endsWith("events.jsonl");
        assertThat(rejected.get(0).get("line").asInt()).isEqualTo(2);
    }

    @Test
    void anEventAfterAsOfIsRejectedAsFromTheFuture() throws IOException {
        String late = november.get("events")
                .get(0)
                .toString()
                .replaceAll("\"time\":\"[^\"]*\"", "\"time\":\"2026-11-15T00:00:00.001Z\"");

        JsonNode answer = json.readTree(replay(List.of(late)).out());

        assertThat(answer.get("rejected")).hasSize(1);
        assertThat(answer.get("rejected").get(0).get("reason").asText()).startsWith("time: ");
        assertThat(answer.get("statements")).isEmpty();
    }

    @Test
    void severalFilesAndMonthsGiveAStatementForEachAccountAndMonth() throws IOException {
        Path prices = Files.writeString(
                directory.resolve("p.json"), november.get("prices").toString());
        Path first = Files.write(
                directory.resolve("1.jsonl"), lines(november.get("events")).subList(0, 3));
        Path second = Files.write(
                directory.resolve("2.jsonl"), lines(november.get("events")).subList(3, 6));

        Invocation invocation = Invocation.of(
                "replay",
                "--events",
                first.toString(),
                second.toString(),
                "--prices",
                prices.toString(),
                "--as-of",
                "2026-11-15T00:00:00Z",
                "--period",
                "2026-11",
                "2026-10",
                "--time-zone",
                "Europe/Paris");

        JsonNode found = json.readTree(invocation.out()).get("statements");
        assertThat(found).hasSize(2);
        assertThat(found.get(0).get("period").asText()).isEqualTo("2026-10");
        assertThat(found.get(0).get("total").asText()).isEqualTo("0.00");
        assertThat(found.get(1).get("from").asText()).isEqualTo("2026-10-31T23:00:00Z");
        assertThat(found.get(1).get("total").asText()).isEqualTo("0.80");
    }

    private Invocation replay(List<String> events, String... more) throws IOException {
        Path file = Files.write(directory.resolve("events.jsonl"), events);
        Path prices = Files.writeString(
                directory.resolve("prices.json"), november.get("prices").toString());
        List<String> arguments = new ArrayList<>(List.of(
                "replay",
                "--events",
                file.toString(),
                "--prices",
                prices.toString(),
                "--as-of",
                november.get("asOf").asText(),
                "--period",
                november.get("period").asText(),
                "--time-zone",
                november.get("timeZone").asText()));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private static List<String> lines(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(JsonNode::toString)
                .toList();
    }
}
