package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.metering.Original;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several commands say of one account and one instant is the same. */
class OneAnswerTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant HALF_PAST_SIX = Instant.parse("2026-11-10T06:30:00Z");
    private static final String SIX = "2026-11-10T06:00:00Z";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void oneInstantHasOneAnswerBeforeAndAfterTheHourlyCharge() throws IOException {
        List<String> events = lines("as-of.jsonl");
        try (ServedTable served = ServedTable.with()) {
            served.meter(HALF_PAST_SIX, events.stream().map(Original::of).toArray(Original[]::new));
            String prices = file("prices.json");
            ebb(served, "prices", "add", "--prices", prices, "--reason", "first");

            JsonNode before = asOfSix(served);
            JsonNode hourly = charge(served);
            JsonNode after = asOfSix(served);
            JsonNode again = charge(served);

            // A lost replica is billed until it was last seen, at 05:30, whoever asks.
            assertThat(before.get("total").asText()).isEqualTo("30.67");
            assertThat(after).isEqualTo(before);
            assertThat(replayedAsOfSix(events, prices).get("total").asText()).isEqualTo("30.67");
            assertThat(before.get("complete").asBoolean())
                    .as("the shape of b is not known")
                    .isFalse();
            assertThat(again).as("looking back changes nothing").isEqualTo(hourly);
        }
    }

    @Test
    void theFirstPeriodBeginsWithTheFirstReservationWhereTheMonthBeforeEnded() throws IOException {
        String ready = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"urn:t\","
                + "\"type\":\"dev.ebb.replica.ready\",\"subject\":\"accounts/acme/deployments/d/replicas/r\","
                + "\"time\":\"2026-11-15T11:00:00Z\",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":1}}";
        try (ServedTable served = ServedTable.with(Original.of(ready))) {
            String prices = written(
                    "book.json",
                    "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                            + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}]}");
            String term = written(
                    "term.json",
                    "{\"from\":\"2026-10-01T00:00:00Z\",\"commitments\":[{\"accelerator\":\"H100\",\"gpus\":\"1\","
                            + "\"perGpuHour\":\"1.00\"}]}");
            ebb(served, "prices", "add", "--prices", prices, "--reason", "first");
            ebb(
                    served,
                    "account",
                    "set",
                    "--account",
                    "acme",
                    "--time-zone",
                    "America/Los_Angeles",
                    "--from",
                    "2026-10");
            ebb(served, "agreement", "add", "--account", "acme", "--term", term, "--reason", "a contract");
            String[] october = {"--account", "acme", "--period", "2026-10", "--as-of", "2026-11-15T12:00:00Z"};

            JsonNode charged = JSON.readTree(ebb(served, "charge", october));
            String insights = ebb(served, "insights", with(october, "--json"));
            String explained = ebb(served, "explain", with(october, "--line", "1", "--json"));
            String exported = ebb(served, "export", with(october, "--format", "csv"));
            JsonNode drafted = JSON.readTree(
                    ebb(served, "charge", "--account", "acme", "--period", "2026-10", "--grace", "PT72H"));

            // 31 days and the seven hours until midnight in Los Angeles, at 1.00.
            assertThat(drafted.get("total").asText()).isEqualTo("751.00");
            assertThat(drafted.get("from").asText()).isEqualTo("2026-10-01T00:00:00Z");
            assertThat(charged.get("total").asText()).isEqualTo("751.00");
            assertThat(charged.get("from").asText()).isEqualTo("2026-10-01T00:00:00Z");
            assertThat(insights).contains("\"period\" : \"2026-10\"");
            assertThat(explained).contains("751.00");
            assertThat(exported).contains("2026-10-01T00:00:00Z");
        }
    }

    private JsonNode asOfSix(ServedTable served) throws IOException {
        return JSON.readTree(ebb(served, "charge", "--account", "acme", "--period", "2026-11", "--as-of", SIX));
    }

    private JsonNode charge(ServedTable served) throws IOException {
        return JSON.readTree(ebb(served, "charge", "--account", "acme"));
    }

    private JsonNode replayedAsOfSix(List<String> events, String prices) throws IOException {
        String file = written("events.jsonl", String.join("\n", events));
        Invocation replayed =
                Invocation.of("replay", "--events", file, "--prices", prices, "--as-of", SIX, "--period", "2026-11");
        assertThat(replayed.status()).as(replayed.err()).isZero();
        return JSON.readTree(replayed.out()).at("/statements/0");
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String ebb(ServedTable served, String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        all.addAll(List.of("--endpoint", served.endpoint()));
        Instant now = command.equals("charge") && !List.of(more).contains("2026-10") ? HALF_PAST_SIX : Invocation.NOW;
        Invocation done = Invocation.at(now, all.toArray(String[]::new));
        assertThat(done.status()).as(done.err()).isZero();
        return done.out();
    }

    private String written(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private String file(String name) throws IOException {
        return written(name, resource(name));
    }

    private static List<String> lines(String name) throws IOException {
        return resource(name).replace("2026-06-01", "2026-11-10").lines().toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = OneAnswerTests.class.getResourceAsStream("/cases/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
