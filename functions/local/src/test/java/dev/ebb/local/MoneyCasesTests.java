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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small histories that are easily charged wrongly, through the commands that people use; each has its right value. */
class MoneyCasesTests {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aRestartWithinOneSecondIsBilledAndItsEventsAreNamed() throws IOException {
        JsonNode report = replay(june("restart-same-second"));

        // One H100 from 00:00 to 01:00 and from 01:00 to 03:00, at 4.00.
        assertThat(report.at("/statements/0/total").asText()).isEqualTo("12.00");
        assertThat(report.at("/statements/0/complete").asBoolean()).isTrue();
        assertThat(report.get("warnings")).hasSize(1);
        assertThat(report.at("/warnings/0/reason").asText())
                .startsWith("events urn:t 2, urn:t 3 of one replica share the time 2026-06-01T01:00:00Z")
                .contains("send a sequence");
    }

    @Test
    void aRestartWithinOneSecondIsInDoubtWhileNothingLaterOfItsReplicaIsKnown() throws IOException {
        List<String> untilTheRestart = june("restart-same-second").subList(0, 3);

        JsonNode report = replay(untilTheRestart);

        assertThat(report.at("/statements/0/complete").asBoolean()).isFalse();
        assertThat(report.at("/warnings/0/reason").asText()).contains("the statement is incomplete until");
    }

    @Test
    void aRestartWithinOneSecondIsExportedAndExplainedAndSimulatedAsItIsCharged() throws IOException {
        List<String> events = november("restart-same-second");
        List<String> finer = events.stream()
                .map(event -> event.replace("replicas/pod-0", "replicas/pod-1").replace("urn:t", "urn:u"))
                .map(event -> event.contains("\"id\": \"2\"") ? event.replace("01:00:00Z", "01:00:00.0001Z") : event)
                .map(event -> event.contains("\"id\": \"3\"") ? event.replace("01:00:00Z", "01:00:00.00012Z") : event)
                .toList();
        try (ServedTable served = ServedTable.with(
                originals(Stream.concat(events.stream(), finer.stream()).toList()))) {
            Path exported = directory.resolve("exported.jsonl");

            Invocation export = onTable(
                    served,
                    "export",
                    "--from",
                    "2026-11-01T00:00:00Z",
                    "--to",
                    "2026-11-15T00:00:00Z",
                    "--out",
                    exported.toString());
            Invocation explained =
                    onTable(served, "explain", "--line", "1", "--period", "2026-11", "--prices", prices(), "--json");

            assertThat(export.status()).as(export.err()).isZero();
            assertThat(explained.status()).as(explained.err()).isZero();
            assertThat(JSON.readTree(explained.out())
                            .at("/sessions/2/events/0/id")
                            .asText())
                    .isEqualTo("3");
            JsonNode report = replay(Files.readAllLines(exported), "2026-11");
            assertThat(report.get("rejected")).isEmpty();
            assertThat(report.at("/statements/0/total").asText()).isEqualTo("24.00");
            assertThat(report.get("warnings")).as("finer digits tell the order").hasSize(1);
            assertThat(simulated(exported)).as("6 GPU-hours").isEqualTo("21600.000000");
        }
    }

    @Test
    void aBootBeforeASessionOfNoLengthIsAFailedStart() throws IOException {
        List<String> events = lines("boot-of-no-session", "2026-11-20", "2026-11-10");
        try (ServedTable served = ServedTable.with(originals(events))) {
            Invocation insights = onTable(served, "insights", "--period", "2026-11", "--prices", prices(), "--json");

            assertThat(insights.status()).as(insights.err()).isZero();
            JsonNode failed = JSON.readTree(insights.out()).findValue("failedStarts");
            assertThat(failed.get("count").asInt()).isEqualTo(1);
            assertThat(failed.get("seconds").asText()).isEqualTo("600.000");
        }
    }

    @Test
    void voidsThatDoNothingAreToldAfterADay() throws IOException {
        JsonNode report = replay(june("voids"));

        // Without the wrong stop: 00:00 to 05:00 at 4.00.
        assertThat(report.at("/statements/0/total").asText()).isEqualTo("20.00");
        assertThat(report.at("/statements/0/complete").asBoolean()).isTrue();
        assertThat(report.get("warnings"))
                .extracting(warning -> warning.get("id").asText() + ": "
                        + warning.get("reason").asText().split(":", 2)[0])
                .containsExactly("v2: void of urn", "v3: void of the void urn");
    }

    @Test
    void whatIsOlderThanIdentitiesAreKeptIsReplayedOnlyIfItMayCountTwice() throws IOException {
        String tokens = """
                {"specversion":"1.0","id":"t","source":"urn:t","type":"dev.ebb.tokens.used","subject":"accounts/acme",\
                "time":"2026-06-01T00:00:00Z","data":{"model":"m","promptTokens":1000000,"completionTokens":0}}""";
        try (ServedTable served = ServedTable.with(Original.of(tokens))) {
            String key = quarantine(served).out().split("  ", 2)[0];

            Invocation refused = quarantine(served, "--replay", key, "--reason", "the archive");
            Invocation forced = quarantine(served, "--replay", key, "--reason", "never came", "--may-count-twice");

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("older than identities are kept (100 days)", "--may-count-twice");
            assertThat(forced.status()).as(forced.err()).isZero();
            assertThat(forced.out()).contains("1 accepted");
        }
    }

    private static Invocation quarantine(ServedTable served, String... more) {
        List<String> arguments = new ArrayList<>(List.of("quarantine", "--endpoint", served.endpoint()));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    @Test
    void aLostReadyIsToldWithWhatItMayHaveCost() throws IOException {
        JsonNode report = replay(june("ready-lost"));

        assertThat(report.at("/statements/0/total").asText()).isEqualTo("0.00");
        assertThat(report.at("/statements/0/complete").asBoolean()).isFalse();
        assertThat(report.get("warnings"))
                .extracting(warning -> warning.get("reason").asText())
                .satisfiesExactly(
                        replica -> assertThat(replica)
                                .contains("acme/llama: replica pod-0 said that it is alive")
                                .contains("from 2026-06-01T00:00:00Z to 2026-06-01T03:00:00Z"),
                        deployment -> assertThat(deployment)
                                .contains("acme/llama: the deployment served requests")
                                .contains("from 2026-06-01T00:00:00Z to 2026-06-01T03:00:00Z"));
    }

    @Test
    void aLostReadyIsFoundAndMayBeDismissedAndALateReadyTakesItBack() throws IOException {
        List<String> events = november("ready-lost");
        try (ServedTable served = ServedTable.with(originals(events))) {
            String[] question = {"--period", "2026-11", "--prices", prices(), "--json"};

            JsonNode running = notBilled(onTable(served, "insights", question));
            // Three hours of eight GPUs at 4.00.
            assertThat(running.get("gpuSeconds").asText()).isEqualTo("86400.000000");
            assertThat(running.get("cost").asText()).isEqualTo("96.000000000");
            assertThat(evidence(served))
                    .contains("replica pod-0 said that it is alive", "the deployment served requests");
            assertThat(Invocation.of("doctor", "--endpoint", served.endpoint()).out())
                    .contains("Ran without a session, and is not charged:");

            Invocation dismissed = Invocation.of(
                    "evidence",
                    "dismiss",
                    "--account",
                    "acme",
                    "--endpoint",
                    served.endpoint(),
                    "--deployment",
                    "llama",
                    "--from",
                    "2026-11-10T00:00:00Z",
                    "--to",
                    "2026-11-10T03:00:00Z",
                    "--reason",
                    "a test of ours");
            assertThat(dismissed.status()).as(dismissed.err()).isZero();
            assertThat(onTable(served, "insights", question).out())
                    .doesNotContain("runningWithoutSession\" : {\n      \"count\" : 1");
            assertThat(evidence(served))
                    .contains("dismissed from 2026-11-10T00:00:00Z", "a test of ours")
                    .doesNotContain("pod-0");
        }
        String ready = events.getFirst()
                .replace("deployment.created", "replica.ready")
                .replace("deployments/llama", "deployments/llama/replicas/pod-0")
                .replace("\"id\": \"1\"", "\"id\": \"late\"");
        JsonNode late = replay(Stream.concat(events.stream(), Stream.of(ready)).toList(), "2026-11");
        assertThat(late.at("/statements/0/total").asText()).isEqualTo("96.00");
        assertThat(late.at("/statements/0/complete").asBoolean()).isTrue();
        assertThat(late.get("warnings")).isEmpty();
    }

    private static String evidence(ServedTable served) {
        return Invocation.of("evidence", "list", "--account", "acme", "--endpoint", served.endpoint())
                .out();
    }

    private static JsonNode notBilled(Invocation insights) throws IOException {
        assertThat(insights.status()).as(insights.err()).isZero();
        return JSON.readTree(insights.out()).at("/notBilled/0/runningWithoutSession");
    }

    private String simulated(Path events) throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.json"), "{}");
        Invocation simulated = Invocation.of(
                "simulate",
                "--events",
                events.toString(),
                "--prices",
                prices(),
                "--policy",
                policy.toString(),
                "--as-of",
                "2026-11-15T00:00:00Z");
        return JSON.readTree(simulated.out())
                .at("/policies/0/recorded/gpuSeconds")
                .asText();
    }

    private static Invocation onTable(ServedTable served, String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--account", "acme", "--endpoint", served.endpoint()));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private JsonNode replay(List<String> events) throws IOException {
        return replay(events, "2026-06");
    }

    private JsonNode replay(List<String> events, String period) throws IOException {
        Path file = Files.write(directory.resolve("events.jsonl"), events);
        Invocation replayed = Invocation.of(
                "replay",
                "--events",
                file.toString(),
                "--prices",
                prices(),
                "--as-of",
                "2026-11-15T00:00:00Z",
                "--period",
                period);
        assertThat(replayed.status()).as(replayed.err()).isZero();
        return JSON.readTree(replayed.out());
    }

    private static Original[] originals(List<String> events) {
        return events.stream().map(Original::of).toArray(Original[]::new);
    }

    private static List<String> june(String name) throws IOException {
        return resource(name + ".jsonl").lines().toList();
    }

    private static List<String> november(String name) throws IOException {
        return lines(name, "2026-06-01", "2026-11-10");
    }

    private static List<String> lines(String name, String day, String otherDay) throws IOException {
        return resource(name + ".jsonl").replace(day, otherDay).lines().toList();
    }

    private String prices() throws IOException {
        return Files.writeString(directory.resolve("prices.json"), resource("prices.json"))
                .toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = MoneyCasesTests.class.getResourceAsStream("/cases/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
