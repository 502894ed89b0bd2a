package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table that answers in 60 ms, by a clock that only it moves, and a batch that has 21 s. */
class SlowTableDynamoTests {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    private static final Duration ANSWER = Duration.ofMillis(60);
    private static final Duration BATCH = Duration.ofSeconds(21);

    private final LocalTable table = new LocalTable();
    private Duration passed = Duration.ZERO;
    private final DynamoDbClient client = WatchedClient.of(table.client(), new WatchedClient.Watch() {
        @Override
        public void before(WatchedClient.Call call) {
            passed = passed.plus(ANSWER);
        }

        @Override
        public void after(WatchedClient.Call call) {}
    });

    @AfterEach
    void drop() {
        table.close();
    }

    private static UsageEvent event(int number, Usage usage) {
        return new UsageEvent(new Identity("acme", "urn:t", "e" + number), NOON, Sequence.ABSENT, usage);
    }

    private static Usage served(int number) {
        Usage.Minutes minutes = new Usage.Minutes(NOON.minusSeconds(60), NOON);
        return new Usage.Served(deployment(number), minutes, 1, BigDecimal.ZERO, false, null);
    }

    private static DeploymentId deployment(int number) {
        return new DeploymentId("acme", "d" + number);
    }

    @Test
    void everyDeliveryGetsOnAndNothingIsLost() {
        List<UsageEvent> waiting = new ArrayList<>();
        for (int number = 0; number < 250; number++) {
            waiting.add(event(number, served(number)));
            waiting.add(event(number, new Usage.Alive(new ReplicaId(deployment(number), "r"))));
        }
        List<Integer> deliveries = new ArrayList<>();

        while (!waiting.isEmpty()) {
            Duration start = passed;
            Deadline deadline = () -> BATCH.minus(passed.minus(start));
            // A process of its own each time, which knows no deployment yet.
            List<Outcome> outcomes = new DynamoLedger(client, table.name()).record(waiting, NOON, deadline);
            List<UsageEvent> left = new ArrayList<>();
            for (int at = 0; at < outcomes.size(); at++) {
                if (outcomes.get(at) instanceof Outcome.Deferred) {
                    left.add(waiting.get(at));
                }
            }
            assertThat(left).as("what comes back").hasSizeLessThan(waiting.size());
            assertThat(passed.minus(start)).isLessThanOrEqualTo(BATCH);
            deliveries.add(waiting.size() - left.size());
            waiting = left;
        }

        assertThat(deliveries).as("in few deliveries").hasSizeLessThan(10);
        DynamoRecordings recordings = new DynamoRecordings(table.client(), table.name());
        for (int number = 0; number < 250; number++) {
            DeploymentId id = deployment(number);
            assertThat(recordings
                            .activity(id, NOON.minusSeconds(60), NOON)
                            .active()
                            .cardinality())
                    .isEqualTo(1);
            assertThat(recordings.wasAlive(id, NOON)).isTrue();
        }
    }

    @Test
    void oneFailureSendsBackItsOwnEventsOnly() {
        UsageEvent good = event(1, served(1));
        UsageEvent bad = event(2, served(2));
        DynamoDbClient failing = WatchedClient.of(table.client(), new WatchedClient.Watch() {
            @Override
            public void before(WatchedClient.Call call) {
                if (String.valueOf(call.request()).contains("DEPLOYMENT acme d2")) {
                    throw new IllegalStateException("this one fails");
                }
            }

            @Override
            public void after(WatchedClient.Call call) {}
        });

        List<Outcome> outcomes =
                new DynamoLedger(failing, table.name()).record(List.of(bad, good), NOON, Deadline.NONE);

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Deferred.class);
        assertThat(outcomes.getLast()).isEqualTo(new Outcome.Accepted());
    }
}
