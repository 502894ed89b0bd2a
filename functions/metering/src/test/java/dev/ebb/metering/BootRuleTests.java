package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootRuleTests {

    private static final DeploymentId LLAMA = new DeploymentId("acme", "llama");
    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    private static Optional<Instant> overAt(Instant lastAlive, Instant asOf) {
        return BootRule.STANDARD.overAt(LLAMA, NINE, lastAlive, LostRule.STANDARD, asOf);
    }

    private static Instant minute(int minute) {
        return NINE.plusSeconds(60L * minute);
    }

    @Test
    void aDeploymentsRuleBeatsItsAccountsAndThatTheStandard() {
        BootRule rule = new BootRule(
                Duration.ofMinutes(30), Map.of("acme", Duration.ofHours(1)), Map.of(LLAMA, Duration.ofHours(2)));

        assertThat(rule.bootWithin(LLAMA)).isEqualTo(Duration.ofHours(2));
        assertThat(rule.bootWithin(new DeploymentId("acme", "other"))).isEqualTo(Duration.ofHours(1));
        assertThat(rule.bootWithin(new DeploymentId("globex", "llama"))).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void aBootIsOverAfterItsTime() {
        assertThat(BootRule.STANDARD.overAt(LLAMA, NINE, null, LostRule.STANDARD, minute(29)))
                .isEmpty();
        assertThat(BootRule.STANDARD.overAt(LLAMA, NINE, null, LostRule.STANDARD, minute(30)))
                .contains(minute(30));
    }

    @Test
    void aBootIsOverWhenItsReplicaWasLastAliveIfThatIsLost() {
        assertThat(overAt(minute(5), minute(15))).isEmpty();
        assertThat(overAt(minute(5), minute(16))).contains(minute(5));
        assertThat(overAt(minute(28), minute(60))).contains(minute(28));
        assertThat(overAt(minute(45), minute(60))).contains(minute(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT59S", "PT6H0.001S", "-PT30M"})
    void whatIsOutOfRangeIsRefused(String text) {
        assertThatThrownBy(() -> BootRule.requireInRange(Duration.parse(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bootWithin: must be from PT1M to PT6H, is " + Duration.parse(text));
    }
}
