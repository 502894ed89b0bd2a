package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** How many requests it takes to read what an account used: they are most of what a large account's statement costs. */
class ReadsDynamoTests {

    private static final Instant NOW = at(100_000);

    /** Their counters are three reads, for one takes 25. */
    private static final int DEPLOYMENTS = 60;

    private final LocalTable table = new LocalTable();
    private final Requests requests = new Requests();
    private final DynamoDbClient client = WatchedClient.of(table.client(), requests);
    private final DynamoUsage usage = new DynamoUsage(client, table.name());
    private final AccountEvents events = new AccountEvents("acme");

    @AfterEach
    void dropTable() {
        table.close();
    }

    /** Counts requests, and lets something happen before one of them. */
    private static final class Requests implements WatchedClient.Watch {
        private final Map<String, Integer> counts = new TreeMap<>();
        private int untilInterruption = -1;
        private Runnable interruption = () -> {};

        @Override
        public void before(WatchedClient.Call call) {
            counts.merge(call.operation(), 1, Integer::sum);
            if (untilInterruption-- == 0) {
                interruption.run();
            }
        }

        @Override
        public void after(WatchedClient.Call call) {}

        Map<String, Integer> take() {
            Map<String, Integer> taken = new TreeMap<>(counts);
            counts.clear();
            return taken;
        }
    }

    private void record(List<UsageEvent> all) {
        DynamoLedger ledger = new DynamoLedger(table.client(), table.name());
        assertThat(ledger.record(all, NOW, Deadline.NONE)).containsOnly(new Outcome.Accepted());
    }

    /** Each deployment created, and ready an hour later on two GPUs. */
    private void running(int deployments) {
        List<UsageEvent> all = new ArrayList<>();
        for (int i = 0; i < deployments; i++) {
            all.add(events.created("c" + i, 0, "d" + i, gpus("H100", 2)));
            all.add(events.ready("r" + i, 3_600, "d" + i, "r-" + i, gpus("H100", 2)));
        }
        record(all);
    }

    private List<DeploymentUsage> read(Instant from, Instant to, Instant asOf) {
        return usage.all("acme", from, to, asOf).toList();
    }

    @Test
    void aDeploymentInUseTakesThreeQueriesAndATwentyFifthOfTwoReads() {
        running(DEPLOYMENTS);

        List<DeploymentUsage> read = read(at(0), at(90_000), at(90_000));

        assertThat(requests.take()).isEqualTo(Map.of("query", 1 + 3 * DEPLOYMENTS, "batchGetItem", 2 * 3));
        assertThat(read)
                .hasSize(DEPLOYMENTS)
                .allSatisfy(each -> assertThat(each.sessions()).hasSize(1));
        assertThat(read)
                .isEqualTo(usage.deployments("acme").stream()
                        .map(id -> usage.deployment(id, at(0), at(90_000), at(90_000)))
                        .toList());
    }

    @Test
    void anEarlierMonthTakesNoMore() {
        running(DEPLOYMENTS);
        Instant from = Instant.parse("2026-04-01T00:00:00Z");
        Instant to = Instant.parse("2026-05-01T00:00:00Z");

        List<DeploymentUsage> read = read(from, to, at(90_000));

        assertThat(requests.take()).isEqualTo(Map.of("query", 1 + 3 * DEPLOYMENTS, "batchGetItem", 2 * 3));
        assertThat(read)
                .hasSize(DEPLOYMENTS)
                .allSatisfy(each -> assertThat(each.sessions()).isEmpty());
    }

    @Test
    void aDeploymentThatNoReplicaEverHadTakesOneQueryForWhatMayHaveRun() {
        List<UsageEvent> all = new ArrayList<>();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            all.add(events.created("c" + i, 0, "d" + i, gpus("H100", 2)));
            all.add(events.served("s" + i, 60, 120, "d" + i, 0, null));
        }
        record(all);

        List<DeploymentUsage> read = read(at(0), at(90_000), at(90_000));

        assertThat(requests.take()).isEqualTo(Map.of("query", 1 + DEPLOYMENTS, "batchGetItem", 3));
        assertThat(read)
                .hasSize(DEPLOYMENTS)
                .allSatisfy(each -> assertThat(each.pending()).isFalse());
    }

    @Test
    void silenceIsLookedForWhereAReplicaIsOpen() {
        DynamoLedger ledger = new DynamoLedger(client, table.name());
        running(DEPLOYMENTS);
        record(List.of(events.stopped("s0", 7_200, "d0", "r-0"), events.created("idle", 0, "idle", gpus("H100", 1))));

        ledger.settle("acme", NOW, LostRule.STANDARD, Deadline.NONE);

        // The account's deployments, how far ingestion has come, and the heartbeats of each that has a replica open.
        assertThat(requests.take()).isEqualTo(Map.of("query", 1 + 1 + (DEPLOYMENTS - 1), "batchGetItem", 1));
    }

    @Test
    void whateverChangesAmongTheReadsWhatIsReadOfADeploymentIsOfOneInstant() {
        int deployments = 6;
        running(deployments);
        int reads = 1 + 1 + 3 * deployments + 1;

        for (int at = 0; at < reads; at++) {
            String id = "at-" + at;
            requests.untilInterruption = at;
            requests.interruption = () -> record(List.of(
                    events.ready("ready-" + id, 3_600, "d3", id, gpus("H100", 1)),
                    events.stopped("stop-" + id, 7_200, "d3", id)));

            List<DeploymentUsage> read = read(at(0), at(90_000), at(90_000));

            assertThat(requests.untilInterruption).isNegative();
            assertThat(read).allSatisfy(each -> {
                assertThat(each.pending()).isFalse();
                assertThat(each.metered()).isEqualTo(TableFixture.bySessions(each, at(0), at(90_000)));
            });
        }
    }
}
