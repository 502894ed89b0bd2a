package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.ReplicaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is kept of heartbeats, and what it costs. */
class HeartbeatsDynamoTests {

    private static final ReplicaId POD = new ReplicaId(new DeploymentId("acme", "llama"), "pod-0");

    private final LocalTable table = new LocalTable();
    private final Map<String, Integer> calls = new HashMap<>();
    private final DynamoDbClient client = WatchedClient.of(table.client(), new WatchedClient.Watch() {
        @Override
        public void before(WatchedClient.Call call) {
            calls.merge(call.operation(), 1, Integer::sum);
        }

        @Override
        public void after(WatchedClient.Call call) {}
    });
    private final Heartbeats heartbeats = new Heartbeats(new Table(client, table.name()));

    @AfterEach
    void drop() {
        table.close();
    }

    private void beat(String... instants) {
        for (String instant : instants) {
            heartbeats.write(POD, Set.of(Instant.parse(instant)), Deadline.NONE);
        }
    }

    private List<Instant> quarters() {
        return quarters(table);
    }

    private static List<Instant> quarters(LocalTable from) {
        Table all = new Table(from.client(), from.name());
        String partition = Keys.partition(POD.deployment());
        List<Map<String, AttributeValue>> items = new ArrayList<>(all.query(partition, Keys.ALIVE, Deadline.NONE));
        items.addAll(all.query(partition, Keys.BEATS, Deadline.NONE));
        return Heartbeats.read(items).getOrDefault("pod-0", new TreeSet<>()).stream()
                .map(quarter -> Instant.ofEpochSecond(quarter * 900))
                .toList();
    }

    private Instant last() {
        return Value.instantIn(
                        new Table(table.client(), table.name())
                                .get(Keys.alive(POD), Deadline.NONE)
                                .orElseThrow(),
                        Heartbeats.LAST)
                .orElseThrow();
    }

    @Test
    void aHeartbeatIsOneWriteTheFirstOneToo() {
        beat("2026-11-10T10:01:00Z", "2026-11-10T10:02:00Z", "2026-11-10T10:20:00Z");

        assertThat(calls).isEqualTo(Map.of("updateItem", 3));
        assertThat(quarters())
                .containsExactly(Instant.parse("2026-11-10T10:00:00Z"), Instant.parse("2026-11-10T10:15:00Z"));
        assertThat(last()).isEqualTo(Instant.parse("2026-11-10T10:20:00Z"));
    }

    @Test
    void theFirstHeartbeatOfADayKeepsTheDayBefore() {
        beat("2026-11-10T23:59:59.999Z", "2026-11-11T00:00:00Z", "2026-11-11T00:01:00Z");

        assertThat(quarters())
                .containsExactly(Instant.parse("2026-11-10T23:45:00Z"), Instant.parse("2026-11-11T00:00:00Z"));
        assertThat(calls).as("one try, two days' items, and one each").isEqualTo(Map.of("updateItem", 5, "getItem", 1));
    }

    @Test
    void inAnyOrderHeartbeatsComeToTheSame() {
        List<String> instants = new ArrayList<>(List.of(
                "2026-11-09T12:00:00Z",
                "2026-11-10T10:01:00Z",
                "2026-11-10T23:59:59Z",
                "2026-11-10T10:16:00Z",
                "2026-11-11T00:00:00Z",
                "2026-11-12T05:00:00Z",
                "2026-11-12T05:00:00Z"));
        for (int seed = 0; seed < 12; seed++) {
            Collections.shuffle(instants, new Random(seed));
            try (LocalTable other = new LocalTable()) {
                Heartbeats shuffled = new Heartbeats(new Table(other.client(), other.name()));
                instants.forEach(at -> shuffled.write(POD, Set.of(Instant.parse(at)), Deadline.NONE));

                assertThat(quarters(other)).hasSize(6).isSorted();
            }
        }
    }
}
