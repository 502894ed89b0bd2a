package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerRulesTests {

    private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");

    @Test
    void withoutRulesEverybodyMaySendEverything() {
        assertThat(ProducerRules.parse("  ").permit(tokens("acme", "urn:any"))).isTrue();
    }

    @Test
    void aSourceMaySendWhatSomeRulePermits() {
        ProducerRules rules = ProducerRules.parse("acme dev.ebb.replica.* urn:fleet, * dev.ebb.tokens.used urn:gate:*");

        assertThat(rules.permit(ready("acme", "urn:fleet"))).isTrue();
        assertThat(rules.permit(ready("globex", "urn:fleet"))).isFalse();
        assertThat(rules.permit(ready("acme", "urn:fleet-2"))).isFalse();
        assertThat(rules.permit(tokens("acme", "urn:fleet"))).isFalse();
        assertThat(rules.permit(tokens("globex", "urn:gate:eu"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "acme dev.ebb.* urn:x urn:y", "a*e dev.ebb.* urn:x", "acme dev.ebb.* urn:x,"})
    void aRuleThatIsMisspelledIsNotNoRule(String text) {
        assertThatThrownBy(() -> ProducerRules.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ACCOUNT TYPE SOURCE");
    }

    @Test
    void whatIsNotPermittedIsRefusedByName() {
        Admission admission = Admission.LIVE.of(ProducerRules.parse("acme dev.ebb.replica.* urn:fleet"));

        assertThat(admission.complaints(tokens("acme", "urn:fleet"), NOW))
                .containsExactly("source: may not send dev.ebb.tokens.used for account acme, is \"urn:fleet\"");
        assertThat(admission.complaints(ready("acme", "urn:fleet"), NOW)).isEmpty();
    }

    private static UsageEvent ready(String account, String source) {
        ReplicaId replica = new ReplicaId(new DeploymentId(account, "d"), "r");
        return event(account, source, new Usage.Ready(replica, ShapePart.NONE));
    }

    private static UsageEvent tokens(String account, String source) {
        return event(account, source, new Usage.Tokens(account, "m", 1, 0, 1));
    }

    private static UsageEvent event(String account, String source, Usage usage) {
        return new UsageEvent(new Identity(account, source, "1"), NOW, Sequence.ABSENT, usage);
    }
}
