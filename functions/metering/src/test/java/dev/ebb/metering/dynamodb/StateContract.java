package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.CONFIGURATION;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.created;
import static dev.ebb.metering.dynamodb.LedgerEvents.event;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.rejected;
import static dev.ebb.metering.dynamodb.LedgerEvents.served;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.shape;
import static dev.ebb.metering.dynamodb.LedgerEvents.starting;
import static dev.ebb.metering.dynamodb.LedgerEvents.stopped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a deployment is doing, when somebody must look at it, and which there are. */
abstract class StateContract extends LedgerContract {

    StateContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @Test
    void aStateCountsItsReplicasAndNamesItsPhase() {
        recordEach(created("c", at("09:00:00")));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.AT_ZERO);
        assertThat(state(NOW).hasBeenIdleSince()).isEmpty();

        recordEach(starting("b", at("10:00:00"), "r-1"));
        assertThat(state(NOW).phase()).isEqualTo(DeploymentState.Phase.STARTING);

        recordEach(
                ready("r1", at("10:05:00"), "r-1"),
                ready("r2", at("10:05:00"), "r-2"),
                starting("b3", at("10:06:00"), "r-3"));

        DeploymentState state = state(NOW);
        assertThat(state)
                .isEqualTo(new DeploymentState(
                        LLAMA,
                        DeploymentState.Phase.RUNNING,
                        2,
                        1,
                        0,
                        shape("H100", 2_000),
                        CONFIGURATION,
                        at("10:05:00")));
    }

    @Test
    void aRunningDeploymentIsIdleSinceItsLastActiveMinuteInThisUpStretch() {
        recordEach(
                ready("r1", at("09:00:00"), "r-1"),
                stopped("s1", at("09:10:00"), "r-1"),
                ready("r2", at("10:00:00"), "r-2"),
                ready("r3", at("10:30:00"), "r-3"),
                stopped("s2", at("11:00:00"), "r-2"),
                served("a", at("09:05:00"), at("09:06:00"), 1));
        assertThat(state(NOW).idleSince())
                .as("overlapping replicas are one stretch")
                .isEqualTo(at("10:00:00"));

        recordEach(served("b", at("10:45:00"), at("10:45:30"), 1), served("quiet", at("11:00:00"), at("11:30:00"), 0));

        assertThat(state(NOW).idleSince()).isEqualTo(at("10:46:00"));
    }

    @Test
    void aDeploymentAtZeroIsIdleSinceItsLatestSessionEnded() {
        recordEach(
                ready("r1", at("09:00:00"), "r-1"),
                ready("r2", at("09:00:00"), "r-2"),
                stopped("s1", at("09:40:00"), "r-1"),
                stopped("s2", at("09:20:00"), "r-2"));

        assertThat(state(NOW).idleSince()).isEqualTo(at("09:40:00"));
    }

    @Test
    void aStretchThatBeganMonthsAgoIsOneStretch() {
        Instant july = Instant.parse("2026-07-30T00:00:00Z");
        recordEach(
                ready("r1", july, "r-1"),
                stopped("s1", Instant.parse("2026-09-02T00:00:00Z"), "r-1"),
                ready("r2", Instant.parse("2026-09-01T12:00:00Z"), "r-2"),
                stopped("s2", Instant.parse("2026-09-20T12:00:00Z"), "r-2"),
                ready("r3", Instant.parse("2026-09-20T12:00:00Z"), "r-3"));

        assertThat(state(NOW).idleSince()).isEqualTo(july);
    }

    @Test
    void demandAtZeroMakesADeploymentDueNow() {
        recordEach(created("c", at("09:00:00")));
        dueLater();

        recordEach(rejected("x", at("10:00:00"), at("10:01:00")));

        assertThat(dueAt()).isEqualTo(Keys.millis(NOW));
    }

    @Test
    void trafficWithTokensAtZeroMakesADeploymentDueNow() {
        recordEach(created("c", at("09:00:00")));
        dueLater();

        recordEach(servedWithTokens("x", at("10:00:00"), at("10:01:00"), 1));

        assertThat(dueAt()).isEqualTo(Keys.millis(NOW));
    }

    @Test
    void demandWhileRunningAndQuietMinutesAtZeroDoNotMoveTheIndex() {
        recordEach(created("c", at("09:00:00")));
        dueLater();
        recordEach(served("quiet", at("10:00:00"), at("10:01:00"), 0));
        assertThat(dueAt()).isEqualTo(Keys.millis(NOW.plusSeconds(3600)));
        recordEach(ready("r", at("10:00:00"), "r-1"));
        dueLater();

        recordEach(served("x", at("10:00:00"), at("10:01:00"), 1), rejected("y", at("10:00:00"), at("10:01:00")));

        assertThat(dueAt()).isEqualTo(Keys.millis(NOW.plusSeconds(3600)));
    }

    private @Nullable String dueAt() {
        AttributeValue due = fixture().item(Keys.in(LLAMA, Keys.STATE)).get(EbbTable.DUE_AT);
        return due == null ? null : due.s();
    }

    private void dueLater() {
        Key key = Keys.in(LLAMA, Keys.STATE);
        Map<String, AttributeValue> state = new HashMap<>(fixture().item(key));
        state.putAll(DueIndex.entry(LLAMA, NOW.plusSeconds(3600)));
        fixture().put(key, state);
    }

    @Test
    void everyAccountAndDeploymentThatWasHeardOfIsListedSorted() {
        recordEach(
                ready("r", at("10:00:00"), "r-1"),
                event("x", at("10:00:00"), new Usage.Alive(new ReplicaId(new DeploymentId(ACCOUNT, "zephyr"), "r-1"))),
                event("y", at("10:00:00"), new Usage.Deleted(new DeploymentId(ACCOUNT, "gemma"))));
        record(new UsageEvent(
                new Identity("aardvark", "urn:test", "z"),
                at("10:00:00"),
                Sequence.ABSENT,
                new Usage.Tokens("aardvark", "m", 1, 0, 0)));

        assertThat(fixture().usage.accounts()).containsExactly("aardvark", ACCOUNT);
        assertThat(fixture().usage.deployments(ACCOUNT))
                .containsExactly(new DeploymentId(ACCOUNT, "gemma"), LLAMA, new DeploymentId(ACCOUNT, "zephyr"));
        assertThat(fixture().usage.deployments("aardvark")).isEmpty();
    }
}
