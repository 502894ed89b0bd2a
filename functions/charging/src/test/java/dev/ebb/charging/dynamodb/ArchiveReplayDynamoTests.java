package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

    /** Drafts by account, as JSON. */
    private static Map<String, String> statements(List<String> bodies) throws IOException {
        try (LocalTable table = new LocalTable()) {
            new DynamoPriceBooks(table.client(), table.name())
                    .add(
                            PriceBookJson.read(Files.readAllBytes(EVENTS.resolve("prices.json"))),
                            "the first",
                            AS_OF.minus(Duration.ofDays(100)));
            MeterUsage metering = new MeterUsage(
                    new JsonEventReader(),
                    new DynamoLedger(table.client(), table.name(), null),
                    new DynamoQuarantine(table.client(), table.name()),
                    Admission.HISTORY);
            for (int from = 0; from < bodies.size(); from += BATCH) {
                List<Original> batch = bodies.subList(from, Math.min(from + BATCH, bodies.size())).stream()
                        .map(Original::of)
                        .toList();
                assertThat(metering.meter(batch, AS_OF, Deadline.NONE).deferred())
                        .isEmpty();
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

    @Test
    void theSameEventsInAnotherOrderMakeTheSameStatements() throws IOException {
        List<String> events = Files.readAllLines(EVENTS.resolve("demo.jsonl")).stream()
                .filter(line -> !line.isBlank())
                .toList();
        List<String> archive = new ArrayList<>(
                events.stream().map(ArchiveReplayDynamoTests::replayed).toList());
        Collections.shuffle(archive, new Random(7));

        Map<String, String> first = statements(events);
        Map<String, String> again = statements(archive);

        assertThat(first).isNotEmpty();
        assertThat(first.values()).anySatisfy(json -> assertThat(json).contains("\"amount\""));
        assertThat(again).isEqualTo(first);
    }
}
