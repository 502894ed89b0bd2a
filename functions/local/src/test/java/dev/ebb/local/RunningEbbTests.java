package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Commands that concern a running Ebb, on a table that is served over HTTP. */
class RunningEbbTests {

    private static final String READY = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"urn:t\","
            + "\"type\":\"dev.ebb.replica.ready\",\"subject\":\"accounts/acme/deployments/d/replicas/r\","
            + "\"time\":\"2026-11-15T11:00:00Z\",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":2}}";

    /** Older than 35 days, and broken beside that. */
    private static final String OLD = "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"urn:t\","
            + "\"type\":\"dev.ebb.replica.ready\",\"subject\":\"accounts/acme/deployments/d/replicas/r2\","
            + "\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":0}}";

    @TempDir
    private Path directory = Path.of("");

    private AutoCloseable stop = () -> {};
    private String endpoint = "";

    @BeforeEach
    void serve() throws IOException {
        ServedTable served = ServedTable.with(Original.of(READY), Original.of(OLD));
        stop = served;
        endpoint = served.endpoint();
    }

    @AfterEach
    void end() throws Exception {
        stop.close();
    }

    @Test
    void theDraftIsWhatWasUsedUpToNow() throws IOException {
        Invocation invocation = charge("acme");

        assertThat(invocation.status()).isZero();
        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.out())
                .contains("\"gpuSeconds\" : \"7200.000000\"", "\"total\" : \"16.00\"", "\"complete\" : true");
    }

    @Test
    void insightsSayWhatIdleGpusCostAndWhatTheTrafficWouldHaveCostPerToken() throws IOException {
        meter(
                event("3", "deployment.created", "deployments/d", "11:00:00", """
                        "accelerator":"H100","acceleratorCount":2,"model":"llama","labels":{"team":"a\\tb"}"""),
                event("4", "requests.served", "deployments/d", "11:15:00", """
                        "from":"2026-11-15T11:00:00Z","to":"2026-11-15T11:15:00Z","count":100,
                        "promptTokens":500000,"completionTokens":250000"""),
                event("5", "replica.starting", "deployments/d/replicas/r3", "11:45:00", ""));

        Invocation table = draft("insights", "acme");
        Invocation json = draft("insights", "acme", "--json");

        // an hour of two H100 is 16.00, of which 15 minutes were active; 0.5 M x 1.00 + 0.25 M x 2.00 = 1.00, 0.01 a
        // request, so 1600 requests an hour cost 16.00; 15 min of boot on 2 x 8.00 = 4.00
        assertThat(table.status()).isZero();
        assertThat(table.out())
                .contains("team", "a\\u0009b", "12.00", "serverless", "1,600.0", "boot")
                .contains("d: 100 requests with 750000 tokens in 15 of 15 active minutes; would have cost USD 1.00");
        assertThat(json.status()).isZero();
        assertThat(json.out())
                .contains(
                        "\"idleGpuSeconds\" : \"5400.000000\"",
                        "\"cost\" : \"12.000000000\"",
                        "\"cost\" : \"4.000000000\"",
                        "\"recommendation\" : \"serverless\"",
                        "\"breakEvenRequestsPerHour\" : \"1600.0\"");
        assertThat(draft("insights", "nobody").status()).isEqualTo(1);
    }

    private static String event(String id, String type, String subject, String time, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb." + type
                + "\",\"subject\":\"accounts/acme/" + subject + "\",\"time\":\"2026-11-15T" + time + "Z\",\"data\":{"
                + data + "}}";
    }

    private void meter(String... events) {
        try (DynamoDbClient client = Connection.local(URI.create(endpoint))) {
            MeterUsage.Result result = new MeterUsage(
                            new JsonEventReader(),
                            new DynamoLedger(client, EmbeddedTable.NAME),
                            new DynamoQuarantine(client, EmbeddedTable.NAME),
                            Admission.LIVE)
                    .meter(Stream.of(events).map(Original::of).toList(), Invocation.NOW, Deadline.NONE);
            assertThat(result.rejections()).isEmpty();
        }
    }

    @Test
    void anAccountThatNobodyHeardOfIsSaid() throws IOException {
        Invocation invocation = charge("nobody");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("nobody", endpoint);
    }

    private static String[] with(String[] arguments, String last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
    }

    @Test
    void whatIsInQuarantineIsListedShownAndReplayedAfterAMend() throws IOException {
        Invocation list = quarantine();
        String key = list.out().substring(0, list.out().indexOf(' '));

        assertThat(list.out().lines()).hasSize(1);
        assertThat(list.out()).contains("acme", "urn:t", "data.acceleratorCount");
        assertThat(quarantine("--show", key).out().strip()).isEqualTo(OLD);

        Invocation asItIs = quarantine("--replay", key, "--reason", "try");

        assertThat(asItIs.status()).isEqualTo(1);
        assertThat(asItIs.err()).contains("data.acceleratorCount");

        Path mended = Files.writeString(
                directory.resolve("mended.json"), OLD.replace("\"acceleratorCount\":0", "\"acceleratorCount\":1"));
        String[] replay = {"--replay", key, "--with", mended.toString(), "--may-count-twice", "--reason"};
        Invocation replayed = quarantine(with(replay, "the producer meant 1"));

        assertThat(replayed.status()).isZero();
        assertThat(replayed.out()).contains("1 accepted");
        assertThat(quarantine("--show", key).err()).contains("the producer meant 1", "1 accepted");
        assertThat(quarantine(with(replay, "again")).out()).contains("0 accepted, 1 already metered");
        assertThat(quarantine().out()).isEmpty();
        assertThat(quarantine().err()).contains("Nothing is in quarantine; 1 replayed and through");
        assertThat(quarantine("--all").out()).contains(key, "[replayed: 0 accepted, 1 already metered]");
    }

    @Test
    void eventsAreSentAsMeterUsageWouldTakeThem() throws IOException {
        Path events = Files.writeString(
                directory.resolve("mine.jsonl"),
                READY + "\n"
                        + READY.replace("\"id\":\"1\"", "\"id\":\"3\"").replace("replicas/r", "replicas/other") + "\n"
                        + "{\"id\":\"\\u001b[2J\"}\n");

        Invocation sent = Invocation.of("send", "--events", events.toString(), "--endpoint", endpoint);

        assertThat(sent.status()).isEqualTo(1);
        assertThat(sent.out().strip()).isEqualTo("1 accepted, 1 already metered, 1 in quarantine");
        assertThat(sent.err()).contains("In quarantine: ", "specversion").doesNotContain("\u001b");
        assertThat(charge("acme").out()).contains("\"total\" : \"32.00\"");
        assertThat(quarantine().out()).contains("\\u001b[2J").doesNotContain("\u001b");
    }

    @Test
    void aDeployedEbbTakesEventsFromItsBusOnly() {
        Invocation invocation = Invocation.of("send", "--events", "-", "--stack", "ebb", "--region", "eu-west-1");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("put-events");
    }

    @Test
    void aPresentThatIsYetToComeIsRefused() throws IOException {
        Invocation invocation =
                draft("charge", "acme", "--as-of", Invocation.NOW.plusSeconds(1).toString());

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("--as-of: must not be after now");
    }

    @Test
    void aKeyThatNothingHasIsSaid() {
        Invocation invocation = quarantine("--show", "no-such-key");

        assertThat(invocation.status()).isEqualTo(1);
        assertThat(invocation.err()).contains("no-such-key");
    }

    @Test
    void anAccountSettlesHowLongItsReplicasMayBeSilent() throws IOException {
        meter(READY.replace("ready", "alive").replace("11:00", "11:30"));

        assertThat(charge("acme").out()).contains("\"gpuSeconds\" : \"3600.000000\"");
        assertThat(lostAfter("--account", "acme", "PT10M").out().strip()).isEqualTo("acme: PT10M");
        assertThat(lostAfter("--account", "acme", "--deployment", "d", "PT45M").out())
                .contains("acme: PT10M", "acme/d: PT45M");
        assertThat(charge("acme").out())
                .as("half an hour of silence is within 45 minutes")
                .contains("\"gpuSeconds\" : \"7200.000000\"");
        assertThat(lostAfter("--account", "acme", "PT1S").err()).contains("lostAfter: must be from PT10S");
        assertThat(lostAfter("--account", "a b", "PT20M").err()).contains("--account: must match");
        assertThat(lostAfter("--account", "amce", "PT20M").err()).contains("Warning: nothing was heard of amce");
    }

    private Invocation lostAfter(String... more) {
        List<String> arguments = new ArrayList<>(List.of("lost-after", "--endpoint", endpoint));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private Invocation charge(String account) throws IOException {
        return draft("charge", account);
    }

    private Invocation draft(String command, String account, String... more) throws IOException {
        Path prices = Files.writeString(
                directory.resolve("prices.json"),
                "{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[{\"model\":\"llama\","
                        + "\"from\":\"2026-01-01T00:00:00Z\",\"perMillionPromptTokens\":\"1.00\","
                        + "\"perMillionCompletionTokens\":\"2.00\"}]}");
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--account",
                account,
                "--period",
                "2026-11",
                "--prices",
                prices.toString(),
                "--endpoint",
                endpoint));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private Invocation quarantine(String... more) {
        List<String> arguments = new ArrayList<>(List.of("quarantine", "--endpoint", endpoint));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }
}
