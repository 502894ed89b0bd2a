package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.metering.Original;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account's history as events, from a table that is served over HTTP. */
class EventExportTests {

    @TempDir
    private static Path directory = Path.of("");

    private static AutoCloseable stop = () -> {};
    private static String endpoint = "";

    private static Original event(String id, String type, String subject, String time, String data) {
        return Original.of("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb."
                + type + "\",\"subject\":\"accounts/acme" + subject + "\",\"time\":\"" + time + "\",\"data\":" + data
                + "}");
    }

    @BeforeAll
    static void serve() throws IOException {
        ServedTable served = ServedTable.with(
                event(
                        "c",
                        "deployment.created",
                        "/deployments/d",
                        "2026-11-01T00:00:00Z",
                        "{\"accelerator\":\"H100\",\"acceleratorCount\":1,\"labels\":{\"team\":\"=search\"}}"),
                event("2", "replica.ready", "/deployments/d/replicas/r", "2026-11-02T23:50:00Z", "{}"),
                event("3", "replica.stopped", "/deployments/d/replicas/r", "2026-11-04T00:10:00Z", "{}"),
                event(
                        "4",
                        "replica.ready",
                        "/deployments/e/replicas/r",
                        "2026-11-03T11:00:00Z",
                        "{\"accelerator\":\"L4\",\"acceleratorCount\":0.5}"),
                event(
                        "5",
                        "requests.served",
                        "/deployments/d",
                        "2026-11-03T10:05:00Z",
                        "{\"from\":\"2026-11-03T10:00:00Z\",\"to\":\"2026-11-03T10:05:00Z\",\"count\":3}"),
                event(
                        "6",
                        "tokens.used",
                        "",
                        "2026-11-03T09:01:00Z",
                        "{\"model\":\"m\",\"promptTokens\":1000000,\"completionTokens\":0}"));
        stop = served;
        endpoint = served.endpoint();
    }

    @AfterAll
    static void end() throws Exception {
        stop.close();
    }

    private static Invocation export(String... more) {
        List<String> arguments = new ArrayList<>(List.of("export", "--account", "acme", "--endpoint", endpoint));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private static Invocation exportTheThird(String... more) {
        return export(Stream.concat(
                        Stream.of("--from", "2026-11-03T00:00:00Z", "--to", "2026-11-04T00:00:00Z"), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void eventsAreInTheOrderOfTheirTimesAndOnePerLine() {
        Invocation invocation = exportTheThird();

        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.status()).isZero();
        assertThat(invocation.out().lines())
                .containsExactly(
                        "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"urn:t\",\"type\":\"dev.ebb.deployment.created\","
                                + "\"subject\":\"accounts/acme/deployments/d\",\"time\":\"2026-11-01T00:00:00Z\","
                                + "\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":1,\"labels\":{\"team\":\"=search\"}}}",
                        "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"urn:t\",\"type\":\"dev.ebb.replica.ready\","
                                + "\"subject\":\"accounts/acme/deployments/d/replicas/r\","
                                + "\"time\":\"2026-11-02T23:50:00Z\"}",
                        "{\"specversion\":\"1.0\",\"id\":\"tokens-YsZqel3XDDFG-2026-11-03T09:00:00Z\","
                                + "\"source\":\"urn:ebb:export\",\"type\":\"dev.ebb.tokens.used\","
                                + "\"subject\":\"accounts/acme\",\"time\":\"2026-11-03T09:00:00Z\","
                                + "\"data\":{\"model\":\"m\",\"promptTokens\":1000000,\"cachedPromptTokens\":0,"
                                + "\"completionTokens\":0}}",
                        "{\"specversion\":\"1.0\",\"id\":\"served-d-2026-11-03T10:00:00Z\","
                                + "\"source\":\"urn:ebb:export\",\"type\":\"dev.ebb.requests.served\","
                                + "\"subject\":\"accounts/acme/deployments/d\",\"time\":\"2026-11-03T10:05:00Z\","
                                + "\"data\":{\"from\":\"2026-11-03T10:00:00Z\",\"to\":\"2026-11-03T10:05:00Z\","
                                + "\"count\":1}}",
                        "{\"specversion\":\"1.0\",\"id\":\"4\",\"source\":\"urn:t\",\"type\":\"dev.ebb.replica.ready\","
                                + "\"subject\":\"accounts/acme/deployments/e/replicas/r\","
                                + "\"time\":\"2026-11-03T11:00:00Z\","
                                + "\"data\":{\"accelerator\":\"L4\",\"acceleratorCount\":0.5}}");
    }

    @Test
    void replayMakesTheStatementOfThemThatTheTableMakesAndSimulateTheSameUsage() throws IOException {
        String prices = Files.writeString(
                        directory.resolve("prices.json"),
                        "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                                + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"1.00\"},"
                                + "{\"accelerator\":\"L4\",\"region\":\"*\",\"from\":\"2026-01-01T00:00:00Z\","
                                + "\"perGpuHour\":\"2.00\"}],\"models\":[{\"model\":\"m\","
                                + "\"from\":\"2026-01-01T00:00:00Z\",\"perMillionPromptTokens\":\"0.20\","
                                + "\"perMillionCompletionTokens\":\"0.20\"}]}")
                .toString();
        String file = directory.resolve("events.jsonl").toString();

        Invocation exported = export("--from", "2026-11-01T00:00:00Z", "--to", "2026-11-15T12:00:00Z", "--out", file);
        Invocation replayed = Invocation.of(
                "replay",
                "--events",
                file,
                "--prices",
                prices,
                "--as-of",
                "2026-11-15T12:00:00Z",
                "--period",
                "2026-11");
        Invocation stands = export("--format", "csv", "--period", "2026-11", "--prices", prices);
        String policy =
                Files.writeString(directory.resolve("policy.json"), "{}").toString();
        Invocation simulated = Invocation.of(
                "simulate",
                "--events",
                file,
                "--prices",
                prices,
                "--policy",
                policy,
                "--from",
                "2026-11-01T00:00:00Z",
                "--as-of",
                "2026-11-15T12:00:00Z");
        BigDecimal rows = stands.out()
                .lines()
                .skip(1)
                .map(row -> row.split(","))
                .map(cells -> new BigDecimal(cells[cells.length - 1]))
                .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(exported.status()).isZero();
        JsonNode report = new JsonMapper().readTree(replayed.out());
        assertThat(report.get("rejected")).isEmpty();
        // H100: 24 1/3 h at 1.00. L4: half a GPU since the 3rd, 11:00, 12 d 1 h = 289 h, 144.5 GPU-hours at 2.00.
        // Tokens: 0.20.
        assertThat(report.at("/statements/0/total").asText()).isEqualTo("313.53");
        assertThat(report.at("/statements/0/lines/0/busyGpuSeconds").asText()).isEqualTo("300.000000");
        assertThat(rows).isEqualTo("313.53");
        // 24 1/3 h + 144.5 h are 168.8333… h, 607,800 s: what the statement bills, tokens apart.
        JsonNode recorded = new JsonMapper().readTree(simulated.out()).at("/policies/0/recorded");
        assertThat(recorded.get("gpuSeconds").asText()).isEqualTo("607800.000000");
        assertThat(recorded.get("cost").asText()).isEqualTo("313.33");
    }

    @Test
    void aDeploymentIsExportedAlone() {
        Invocation invocation = exportTheThird("--deployment", "e");

        assertThat(invocation.out().lines()).singleElement().asString().contains("/deployments/e/");
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThat(exportTheThird("--deployment", "nobody"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--deployment: account acme has none that is called \"nobody\"");
        assertThat(exportTheThird("--format", "csv", "--period", "2026-11"))
                .returns(2, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--format, --period: of a statement, cannot be combined with --from, --to");
        assertThat(export())
                .returns(2, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--format must be given for a statement, or --from and --to for events");
        assertThat(export("--from", "2026-11-03T00:00:00Z"))
                .returns(2, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--from and --to must both be given");
        assertThat(export("--from", "2026-11-03T00:00:00Z", "--to", "yesterday"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--to: must be an instant such as");
        assertThat(export("--from", "2026-11-03T00:00:00Z", "--to", "2026-11-03T00:00:00Z"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--to: must be after from (2026-11-03T00:00:00Z)");
        assertThat(export("--from", "2025-11-01T00:00:00Z", "--to", "2026-11-03T00:00:00Z"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--to: must be at most 366 days after from");
        assertThat(export("--from", "2026-11-01T00:00:00Z", "--to", "2026-11-15T12:00:01Z"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--to: must not be after now (2026-11-15T12:00:00Z)");
        assertThat(Invocation.of(
                        "export",
                        "--account",
                        "nobody",
                        "--endpoint",
                        endpoint,
                        "--from",
                        "2026-11-01T00:00:00Z",
                        "--to",
                        "2026-11-02T00:00:00Z"))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--account: nothing was ever heard of \"nobody\"");
        assertThat(exportTheThird("--out", directory.toString()))
                .returns(1, Invocation::status)
                .extracting(Invocation::err)
                .asString()
                .contains("--out: ", "may not be written");
    }
}
