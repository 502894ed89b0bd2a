package dev.ebb.sweeping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.sweeping.json.PolicyJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InheritanceTests {

    @Test
    void whereNobodySaidAnythingTheDefaultsHold() {
        InForce inForce = Inheritance.resolve(List.of());

        assertThat(inForce.policy()).isEqualTo(Inheritance.DEFAULT);
        assertThat(inForce.isValid()).isTrue();
        assertThat(inForce.versions()).isEqualTo(Map.of("stack", 0L, "account", 0L, "deployment", 0L));
        assertThat(inForce.origins())
                .hasSize(16)
                .allSatisfy((name, origin) -> assertThat(origin).isEqualTo("default"));
    }

    @Test
    void theMostSpecificValueWinsAndSaysWhereItCameFrom() {
        InForce inForce = Inheritance.resolve(List.of(
                layer(Origin.DEPLOYMENT, "{\"wake\":true}", 5),
                layer(Origin.STACK, "{\"wake\":false,\"zeroAfter\":\"PT2H\",\"deleteAfter\":\"P9D\"}", 2),
                layer(Origin.ANNOUNCED, "{\"wake\":false,\"zeroAfter\":\"PT4H\"}", 0),
                layer(Origin.ACCOUNT, "{\"zeroAfter\":\"PT3H\"}", 3)));

        assertThat(inForce.policy().wake()).isTrue();
        assertThat(inForce.policy().zeroAfter()).isEqualTo(Duration.ofHours(4));
        assertThat(inForce.policy().deleteAfter()).isEqualTo(Duration.ofDays(9));
        assertThat(inForce.origins())
                .containsEntry("wake", "deployment")
                .containsEntry("zeroAfter", "announced")
                .containsEntry("deleteAfter", "stack")
                .containsEntry("warnAfter", "default");
        assertThat(inForce.versions()).isEqualTo(Map.of("stack", 2L, "account", 3L, "deployment", 5L));
    }

    @Test
    void ofModesTheMostCautiousThatSomebodySetCounts() {
        assertThat(mode("zero", null, null, null)).isEqualTo("zero from stack");
        assertThat(mode("zero", "warn", null, "zero")).isEqualTo("warn from account");
        assertThat(mode("zero", null, "dryRun", "zero")).isEqualTo("dryRun from announced");
        assertThat(mode("warn", null, null, "delete")).isEqualTo("warn from stack");
        assertThat(mode(null, null, null, null)).isEqualTo("dryRun from default");
    }

    @Test
    void deleteCountsOnlyWhereItIsSetOnTheDeploymentItself() {
        assertThat(mode("delete", null, null, null)).isEqualTo("zero from stack");
        assertThat(mode("delete", "delete", null, null)).isEqualTo("zero from stack");
        assertThat(mode("delete", null, null, "delete")).isEqualTo("delete from stack");
        assertThat(mode(null, null, null, "delete")).isEqualTo("delete from deployment");
        assertThat(mode(null, null, "delete", null)).isEqualTo("delete from announced");
        assertThat(mode("zero", null, null, "delete")).isEqualTo("zero from stack");
    }

    @Test
    void ofLimitsTheSmallestThatSomebodySetCountsAndNoneIsALimit() {
        InForce inForce = Inheritance.resolve(List.of(
                layer(Origin.STACK, "{\"actionsPerSweep\":50,\"fleetPercent\":100}", 1),
                layer(Origin.ACCOUNT, "{\"actionsPerSweep\":0,\"fleetPercent\":20}", 1),
                layer(Origin.DEPLOYMENT, "{\"actionsPerSweep\":7,\"fleetPercent\":30}", 1)));

        assertThat(inForce.policy().limits()).isEqualTo(new Policy.Limits(0, 20, 1));
        assertThat(inForce.origins())
                .containsEntry("actionsPerSweep", "account")
                .containsEntry("fleetPercent", "account")
                .containsEntry("deletionsPerHour", "default");
    }

    @Test
    void whatIsWrongAtAnyLevelMakesTheWholeInvalid() {
        InForce inForce = Inheritance.resolve(List.of(
                layer(Origin.STACK, "{\"mode\":\"zero\",\"zeroAfter\":\"PT1M\"}", 4),
                layer(Origin.ACCOUNT, "{\"mod\":\"warn\"}", 1),
                layer(Origin.DEPLOYMENT, "{\"mode\":\"delete\"}", 1)));

        assertThat(inForce.isValid()).isFalse();
        assertThat(inForce.policy()).isEqualTo(Inheritance.DEFAULT);
        assertThat(inForce.faults()).hasSize(2);
        assertThat(inForce.faults().get(0))
                .isEqualTo("stack: zeroAfter: must be a duration of ISO 8601 without years, months and weeks,"
                        + " from PT5M to PT744H, is \"PT1M\"");
        assertThat(inForce.faults().get(1))
                .startsWith("account: mod: must be one of [")
                .endsWith("is \"warn\"");
        assertThat(inForce.versions()).containsEntry("stack", 4L);
    }

    @Test
    void twoLevelsThatContradictEachOtherAreAFault() {
        InForce inForce = Inheritance.resolve(List.of(
                layer(Origin.STACK, "{\"warnAfter\":\"PT2H\",\"zeroAfter\":\"PT3H\"}", 1),
                layer(Origin.ACCOUNT, "{\"zeroAfter\":\"PT1H\"}", 1)));

        assertThat(inForce.faults())
                .containsExactly("stack: warnAfter: must be at most zeroAfter, which account sets to PT1H, is PT2H");
        assertThat(inForce.policy()).isEqualTo(Inheritance.DEFAULT);
    }

    @Test
    void whoeverOnlyShortensTheWayToZeroHasAWarningBeforeItStill() {
        InForce inForce = Inheritance.resolve(List.of(layer(Origin.ACCOUNT, "{\"zeroAfter\":\"PT10M\"}", 1)));

        // Three quarters of 10 min are 7 min 30 s, in whole minutes 7.
        assertThat(inForce.isValid()).isTrue();
        assertThat(inForce.policy().warnAfter()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void theDigestFollowsTheValuesAndNotWhereTheyCameFrom() {
        String standard = PolicyDigest.of(Inheritance.resolve(List.of()));

        assertThat(standard).hasSize(43);
        assertThat(digest(Origin.STACK, "{\"zeroAfter\":\"PT60M\",\"targetConcurrency\":8.00}"))
                .isEqualTo(standard);
        for (String other : List.of(
                "{\"mode\":\"zero\"}",
                "{\"zeroAfter\":\"PT61M\"}",
                "{\"warnAfter\":\"PT44M\"}",
                "{\"deleteAfter\":\"P8D\"}",
                "{\"coverMinimum\":true}",
                "{\"wake\":true}",
                "{\"damping\":false}",
                "{\"keepWarm\":[{\"days\":\"MON\",\"from\":\"08:00\",\"to\":\"09:00\",\"zone\":\"UTC\"}]}",
                "{\"stopWithin\":\"PT6M\"}",
                "{\"scale\":true}",
                "{\"scaleUpWindow\":\"PT2M\"}",
                "{\"scaleDownWindow\":\"PT11M\"}",
                "{\"targetConcurrency\":9}",
                "{\"actionsPerSweep\":4}",
                "{\"fleetPercent\":4}",
                "{\"deletionsPerHour\":0}",
                "{\"broken\":0}")) {
            assertThat(digest(Origin.ACCOUNT, other)).as(other).isNotEqualTo(standard);
        }
    }

    @Test
    void aLevelComesOnceAndTheDefaultIsNoLevel() {
        Layer stack = layer(Origin.STACK, "{}", 1);

        assertThatThrownBy(() -> Inheritance.resolve(List.of(stack, stack))).hasMessageContaining("have stack");
        assertThatThrownBy(() -> Inheritance.resolve(List.of(layer(Origin.DEFAULT, "{}", 1))))
                .hasMessageContaining("have default");
    }

    private static String digest(Origin origin, String json) {
        return PolicyDigest.of(Inheritance.resolve(List.of(layer(origin, json, 1))));
    }

    private static String mode(String stack, String account, String announced, String deployment) {
        List<Layer> layers = new ArrayList<>();
        add(layers, Origin.STACK, stack);
        add(layers, Origin.ACCOUNT, account);
        add(layers, Origin.ANNOUNCED, announced);
        add(layers, Origin.DEPLOYMENT, deployment);
        InForce inForce = Inheritance.resolve(layers);
        return inForce.policy().mode().word() + " from " + inForce.origins().get("mode");
    }

    private static void add(List<Layer> layers, Origin origin, String mode) {
        if (mode != null) {
            layers.add(layer(origin, "{\"mode\":\"" + mode + "\"}", 1));
        }
    }

    private static Layer layer(Origin origin, String json, long version) {
        return PolicyJson.layer(origin, Optional.of(json), version);
    }
}
