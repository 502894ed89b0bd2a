package dev.ebb.sweeping.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Target;
import dev.ebb.sweeping.actions.TargetException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTargetsTests {

    /** Has a name, and is not to be called. */
    private record Named(String name) implements Target {
        @Override
        public Optional<Observation> observe(DeploymentId deployment, Instant now) {
            throw new AssertionError("observed");
        }

        @Override
        public void scale(Intent intent) {
            throw new AssertionError("scaled");
        }

        @Override
        public void delete(Intent intent) {
            throw new AssertionError("deleted");
        }

        @Override
        public void restore(Intent intent, String configuration) {
            throw new AssertionError("restored");
        }

        @Override
        public WayToWake wayToWake(DeploymentId deployment) {
            throw new AssertionError("asked");
        }
    }

    private final KnownTargets targets = new KnownTargets(List.of(new Named("ecs"), new Named("bus")));

    @ParameterizedTest
    @ValueSource(
            strings = {"\"bus\"", "\"event-bus\"", "{\"type\":\"bus\",\"wakes\":true}", "{\"type\":\"event-bus\"}"})
    void theBusHasTwoNames(String announced) {
        assertThat(targets.of(Optional.of(announced)).name()).isEqualTo("bus");
    }

    @Test
    void whatNamesNoTargetIsOnTheBusAndOthersAreWhatTheySay() {
        assertThat(targets.of(Optional.empty()).name()).isEqualTo("bus");
        assertThat(targets.of(Optional.of("{\"type\":\"ecs\",\"cluster\":\"c\"}"))
                        .name())
                .isEqualTo("ecs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"runpod\"", "{\"type\":\"runpod\"}", "{\"kind\":\"bus\"}", "{\"type\":7}", "\"\"", "\"BUS\""})
    void anUnknownTypeIsNotGuessed(String announced) {
        assertThatThrownBy(() -> targets.of(Optional.of(announced)))
                .isInstanceOfSatisfying(
                        TargetException.class,
                        unknown -> assertThat(unknown.isPassing()).isFalse())
                .hasMessage("target: must be one of [bus, ecs], is " + announced);
    }

    @Test
    void noTwoTargetsHaveOneName() {
        assertThatThrownBy(() -> new KnownTargets(List.of(new Named("bus"), new Named("bus"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bus");
    }
}
