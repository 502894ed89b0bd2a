package dev.ebb.metering.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebb.metering.EventReader;
import dev.ebb.metering.Original;
import dev.ebb.metering.Usage;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalServer;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.json.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function in a JVM of its own under Lambda's runtime interface client, on a DynamoDB that it reaches over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuntimeClientTests {

    private static final Path EVENTS = Path.of("..", "..", "events");
    private static final String HANDLER = MeterUsageFunction.class.getName() + "::handleRequest";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalServer dynamo = new LocalServer();
    private final DynamoDbClient client = dynamo.client();
    private final String table = dynamo.freshTable();
    private final FunctionProcess function;

    RuntimeClientTests() throws IOException {
        function = new FunctionProcess(
                "MeterUsage",
                HANDLER,
                Map.of(
                        TableAccess.TABLE_VARIABLE,
                        table,
                        TableAccess.ENDPOINT_VARIABLE,
                        dynamo.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID",
                        LocalServer.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        "secret"));
    }

    @AfterAll
    void stop() throws IOException {
        function.close();
        client.close();
        dynamo.close();
    }

    /** What the function takes: all but the price book, the settings of {@code sam local}, and ComputeCharges' own. */
    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            return files.filter(file -> file.toString().matches(".*\\.jsonl?"))
                    .filter(file -> !file.endsWith("prices.json") && !file.endsWith("sam-env.json"))
                    .filter(file -> !file.getFileName().toString().matches("(charge|sweep|scale|delete)-.*"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySamplePassesAsJsonAndIsOnTheTableAfterwards(Path sample) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ObjectNode batch = batch(new String(Samples.current(Files.readAllBytes(sample), now), StandardCharsets.UTF_8));
        List<EventReader.ReadEvent> events = new ArrayList<>();
        for (JsonNode message : batch.path("Records")) {
            events.addAll(
                    new JsonEventReader().read(Original.of(message.path("body").asText())));
        }
        List<String> invalid = events.stream()
                .filter(EventReader.ReadEvent.Invalid.class::isInstance)
                .map(event -> event.original().toString())
                .toList();
        List<String> accounts = events.stream()
                .filter(EventReader.ReadEvent.Valid.class::isInstance)
                .map(event -> ((EventReader.ReadEvent.Valid) event).event())
                .filter(event -> !(event.usage() instanceof Usage.OwnAnnouncement))
                .map(event -> event.identity().account())
                .distinct()
                .toList();

        RuntimeApiServer.Answer answer = function.invoke(batch.toString());

        assertThat(answer).isEqualTo(new RuntimeApiServer.Answer.Response("{\"batchItemFailures\":[]}"));
        JsonNode counts = lastLine();
        assertThat(counts.path("EventsAccepted").asInt()
                        + counts.path("duplicates").asInt())
                .isEqualTo(events.size() - invalid.size());
        assertThat(counts.path("EventsQuarantined").asInt()).isEqualTo(invalid.size());
        assertThat(new DynamoUsage(client, table).accounts()).containsAll(accounts);
        DynamoQuarantine quarantine = new DynamoQuarantine(client, table);
        assertThat(quarantine.entries())
                .extracting(
                        entry -> quarantine.original(entry.key()).orElseThrow().toString())
                .containsAll(invalid);
    }

    @Test
    void anEventThatIsNoBatchIsAFaultThatSaysSo() throws Exception {
        RuntimeApiServer.Answer answer = function.invoke("{\"detail-type\": \"dev.ebb.replica.ready\"}");

        assertThat(answer)
                .isInstanceOfSatisfying(
                        RuntimeApiServer.Answer.Fault.class,
                        fault -> assertThat(fault.json())
                                .contains("IllegalArgumentException")
                                .contains("Records"));
    }

    @Test
    void aTableThatIsNotThereReturnsEveryMessageToTheQueue() throws Exception {
        try (FunctionProcess lost = new FunctionProcess(
                "MeterUsage",
                HANDLER,
                Map.of(
                        TableAccess.TABLE_VARIABLE,
                        "ebb-nowhere",
                        TableAccess.ENDPOINT_VARIABLE,
                        dynamo.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID",
                        LocalServer.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        "secret"))) {
            ObjectNode batch = batch(TokenEvents.body("a", Instant.now(), 1));

            // Enough for one attempt or two beside what the function keeps for its last call and its answer.
            RuntimeApiServer.Answer answer = lost.invoke(batch.toString(), MeterUsageFunction.MARGIN.plusSeconds(3));

            assertThat(answer).isNotEqualTo(new RuntimeApiServer.Answer.Response("{\"batchItemFailures\":[]}"));
        }
    }

    /** A sample as SQS hands it to the function: as it is if it is such a batch, else each of its values in a message. */
    private static ObjectNode batch(String sample) throws IOException {
        List<JsonNode> values =
                JSON.readerFor(JsonNode.class).<JsonNode>readValues(sample).readAll();
        if (values.size() == 1 && values.getFirst().has("Records")) {
            return (ObjectNode) values.getFirst();
        }
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode records = batch.putArray("Records");
        for (JsonNode value : values) {
            records.addObject()
                    .put("messageId", "message-" + records.size())
                    .put("body", value.toString())
                    .put("eventSource", "aws:sqs");
        }
        return batch;
    }

    private JsonNode lastLine() throws IOException {
        return JSON.readTree(function.log()
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList()
                .getLast());
    }
}
