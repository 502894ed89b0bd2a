package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which replicas an announcement has folded again, and what becomes of their provisional ends. */
class RefoldDynamoTests {

    private static final Instant NOW = at(30_000);

    private final LocalTable table = new LocalTable();
    private final AccountEvents events = new AccountEvents("acme");
    private final DynamoLedger ledger = new DynamoLedger(table.client(), table.name());

    @AfterEach
    void dropTable() {
        table.close();
    }

    private DeploymentUsage usage() {
        return new DynamoUsage(table.client(), table.name())
                .deployment(events.deployment("d"), at(0), at(7200), at(7200));
    }

    @Test
    void aDeletionReachesEarlierPagesThoughVoidsHaveEmptiedTheLast() {
        List<UsageEvent> life = new ArrayList<>();
        List<UsageEvent> voids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            life.add(
                    i % 2 == 0
                            ? events.ready("e" + i, 100L * i, "d", "r", gpus("H100", 1))
                            : events.stopped("e" + i, 100L * i, "d", "r"));
        }
        for (int i = 6; i < 9; i++) {
            voids.add(events.voided("v" + i, 5000, "e" + i));
        }
        ledger.record(life, NOW, Deadline.NONE);
        ledger.record(voids, NOW, Deadline.NONE);

        ledger.record(List.of(events.deleted("x", 250, "d")), NOW, Deadline.NONE);

        assertThat(usage().sessions()).extracting(each -> each.session().end()).containsExactly(at(100), at(250));
        assertThat(usage().notices()).hasSize(1);
    }

    @Test
    void aSessionThatComesToEndInAnEarlierPageIsFoundThere() {
        List<UsageEvent> life = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            life.add(events.ready("e" + i, 100L * i, "d", "r", gpus("H100", 1 + i % 2)));
        }
        ledger.record(life, NOW, Deadline.NONE);

        ledger.record(List.of(events.stopped("o", 550, "d", "r")), NOW, Deadline.NONE);

        assertThat(usage().sessions())
                .extracting(each -> each.session().end())
                .contains(at(550))
                .hasSize(9);
    }

    @Test
    void aWaitThatComesToEndInAnEarlierPageIsFoundThere() {
        List<UsageEvent> life = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            life.add(events.ready("e" + i, 100L * i, "d", "r", ShapePart.NONE));
        }
        ledger.record(life, NOW, Deadline.NONE);

        ledger.record(List.of(events.stopped("o", 550, "d", "r")), NOW, Deadline.NONE);

        assertThat(usage().notices()).hasSize(9);
    }

    @Test
    void aPageThatIsDividedKeepsWhatBothHalvesPost() {
        List<UsageEvent> life = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            life.add(events.ready("e" + i, 1000L * i, "d", "r", new ShapePart("GPU-" + i, null, null)));
        }
        for (int i = 0; i < 83; i++) {
            life.add(events.ready("x" + i, 5000, "d", "r", ShapePart.NONE));
        }
        ledger.record(life.subList(0, 60), NOW, Deadline.NONE);
        ledger.record(life.subList(60, life.size()), NOW, Deadline.NONE);

        ledger.record(List.of(events.created("c", -100, "d", gpus("H100", 1))), NOW, Deadline.NONE);

        assertThat(usage().sessions()).hasSize(6);
        assertThat(usage().notices()).isEmpty();
        assertThat(usage().pending()).isFalse();
    }

    @Test
    void aSilentReplicaIsEndedThoughACrashedAnnouncementHadItFoldedAgainOnlyNow() {
        Instant asOf = at(7200);
        List<UsageEvent> life =
                List.of(events.ready("r", 0, "d", "r", gpus("H100", 1)), events.alive("l", 60, "d", "r"));
        ledger.record(life, NOW, Deadline.NONE);
        ledger.settle("acme", asOf, LostRule.STANDARD, Deadline.NONE);
        WatchedClient.Watch crash = new WatchedClient.Watch() {
            @Override
            public void before(WatchedClient.Call call) {}

            @Override
            public void after(WatchedClient.Call call) {
                if (call.operation().equals("transactWriteItems")) {
                    throw new FaultRun.Gone();
                }
            }
        };
        DynamoLedger crashing = new DynamoLedger(WatchedClient.of(table.client(), crash), table.name());
        List<UsageEvent> created = List.of(events.created("c", -100, "d", gpus("A100", 1)));
        assertThatThrownBy(() -> crashing.record(created, NOW, Deadline.NONE)).isInstanceOf(FaultRun.Gone.class);

        ledger.settle("acme", asOf, LostRule.STANDARD, Deadline.NONE);

        assertThat(usage().lost())
                .containsExactly(new DeploymentUsage.Lost(
                        "r", at(60), gpus("H100", 1).whole().orElseThrow()));
    }
}
