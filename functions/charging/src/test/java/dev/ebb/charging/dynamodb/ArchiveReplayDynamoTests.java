package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.LocalTable;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.metering.lambda.MeterUsageFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the archive of the bus replays makes the same statements again, in a new table. */
class ArchiveReplayDynamoTests {

    private static final Path EVENTS = Path.of("..", "..", "events");
    private static final Instant AS_OF = Instant.parse("2026-06-14T18:00:00Z");
    private static final int BATCH = 100;

    /** Takes a batch of bodies into a table. */
    private interface Metering {
        void meter(LocalTable table, List<String> bodies);
    }

    private static void byReplay(LocalTable table, List<String> bodies) {
        MeterUsage metering = new MeterUsage(
                new JsonEventReader(),
                new DynamoLedger(table.client(), table.name(), null),
                new DynamoQuarantine(table.client(), table.name()),
                Admission.HISTORY);
        List<Original> originals = bodies.stream().map(Original::of).toList();
        assertThat(metering.meter(originals, AS_OF, Deadline.NONE).deferred()).isEmpty();
    }

    /** The function as deployed with this environment, much later. */
    private static Metering function(Map<String, String> environment) {
        return (table, bodies) -> {
            SQSEvent batch = new SQSEvent();
            batch.setRecords(bodies.stream()
                    .map(body -> {
                        SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
                        message.setMessageId("m-" + body.hashCode());
                        message.setBody(body);
                        return message;
                    })
                    .toList());
            Clock later = Clock.fixed(AS_OF.plus(Duration.ofDays(200)), ZoneOffset.UTC);
            SQSBatchResponse answer = new MeterUsageFunction(environment, table.client(), table.name(), later)
                    .handleRequest(batch, new InvocationContext("MeterUsage", 600_000));
            assertThat(answer.getBatchItemFailures()).isEmpty();
        };
    }

    /** Drafts by account, as JSON. */
    private static Map<String, String> statements(List<String> bodies, Metering metering) throws IOException {
        try (LocalTable table = new LocalTable()) {
            new DynamoPriceBooks(table.client(), table.name())
                    .add(
                            PriceBookJson.read(Files.readAllBytes(EVENTS.resolve("prices.json"))),
                            "the first",
                            AS_OF.minus(Duration.ofDays(100)));
            for (int from = 0; from < bodies.size(); from += BATCH) {
                metering.meter(table, bodies.subList(from, Math.min(from + BATCH, bodies.size())));
            }
            Map<String, String> statements = new TreeMap<>();
            for (String account : new DynamoUsage(table.client(), table.name()).accounts()) {
                statements.put(
                        account,
                        new String(
                                StatementJson.write(DynamoBilling.of(table.client(), table.name(), BilledAccount.GRACE)
                                        .charge(account, AS_OF, Deadline.NONE)
                                        .draft()),
                                StandardCharsets.UTF_8));
            }
            return statements;
        }
    }

    /** As the bus delivers an event of a replay. */
    private static String replayed(String event) {
        return """
                {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"dev.ebb.replica.ready",
                 "source":"fleet","account":"111122223333","time":"2026-11-02T10:07:00Z","region":"us-east-1",
                 "resources":[],"replay-name":"into-a-new-table","detail":%s}
                """.formatted(event);
    }

    private static List<String> events() throws IOException {
        return Files.readAllLines(EVENTS.resolve("demo.jsonl")).stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Test
    void anArchiveOfTwoHundredDaysAgoMakesTheSameStatementsThroughTheFunctionThatTakesHistory() throws IOException {
        List<String> events = events();
        List<String> archive =
                events.stream().map(ArchiveReplayDynamoTests::replayed).toList();

        Map<String, String> first = statements(events, ArchiveReplayDynamoTests::byReplay);
        Map<String, String> again = statements(archive, function(Map.of("EBB_HISTORY", "true")));

        assertThat(first).isNotEmpty();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void withoutBeingToldTheFunctionTakesNoHistory() throws IOException {
        assertThat(statements(events().subList(0, 20), function(Map.of("EBB_HISTORY", "false"))))
                .isEmpty();
        assertThatThrownBy(() -> statements(events().subList(0, 1), function(Map.of("EBB_HISTORY", "yes"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("EBB_HISTORY: must be true, false or empty, is \"yes\"");
    }

    @Test
    void theSameEventsInAnotherOrderMakeTheSameStatements() throws IOException {
        List<String> events = events();
        List<String> archive = new ArrayList<>(
                events.stream().map(ArchiveReplayDynamoTests::replayed).toList());
        Collections.shuffle(archive, new Random(7));

        Map<String, String> first = statements(events, ArchiveReplayDynamoTests::byReplay);
        Map<String, String> again = statements(archive, ArchiveReplayDynamoTests::byReplay);

        assertThat(first).isNotEmpty();
        assertThat(first.values()).anySatisfy(json -> assertThat(json).contains("\"amount\""));
        assertThat(again).isEqualTo(first);
    }
}
