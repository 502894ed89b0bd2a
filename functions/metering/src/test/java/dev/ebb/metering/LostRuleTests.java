package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LostRuleTests {

    private static final DeploymentId LLAMA = new DeploymentId("acme", "llama");
    private static final Instant READY = Instant.parse("2026-11-02T10:00:00Z");
    private static final OpenSession OPEN =
            new OpenSession(READY, new Shape("H100", new GpuCount(1_000), "global"), READY, null);

    @Test
    void silenceOfExactlyTheLimitIsNotLostAndAMillisecondMoreIs() {
        Instant alive = READY.plusSeconds(60);
        Instant limit = alive.plus(Duration.ofMinutes(10));

        assertThat(LostRule.STANDARD.lostAt(LLAMA, OPEN, alive, limit)).isEmpty();
        assertThat(LostRule.STANDARD.lostAt(LLAMA, OPEN, alive, limit.plusMillis(1)))
                .contains(alive);
    }

    @Test
    void aReadyAfterTheLastAliveCountsAsSeen() {
        Instant aliveBefore = READY.minusSeconds(3600);
        Instant asOf = READY.plus(Duration.ofMinutes(10));

        assertThat(LostRule.STANDARD.lostAt(LLAMA, OPEN, aliveBefore, asOf)).isEmpty();
        assertThat(LostRule.STANDARD.lostAt(LLAMA, OPEN, aliveBefore, asOf.plusMillis(1)))
                .contains(READY);
    }

    @Test
    void aDeploymentsOwnRuleBeatsItsAccountsWhichBeatsTheStandard() {
        LostRule rule = new LostRule(
                Duration.ofMinutes(10), Map.of("acme", Duration.ofMinutes(20)), Map.of(LLAMA, Duration.ofMinutes(30)));

        assertThat(rule.lostAfter(LLAMA)).isEqualTo(Duration.ofMinutes(30));
        assertThat(rule.lostAfter(new DeploymentId("acme", "gemma"))).isEqualTo(Duration.ofMinutes(20));
        assertThat(rule.lostAfter(new DeploymentId("other", "llama"))).isEqualTo(Duration.ofMinutes(10));
    }
}
