package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sweep does about a deployment that Ebb could ask nobody to stop. */
class TargetStoriesDynamoTests {

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void whatNoTargetIsKnownOfIsNotMarkedAndTakesNobodysPlace() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId nowhere = fleet.running("nowhere", 1, ",\"target\":{\"type\":\"elsewhere\"}");

        fleet.lookFor(nowhere, Duration.ofHours(3));

        assertThat(fleet.intents(nowhere)).isEmpty();
        assertThat(fleet.sentence(nowhere)).contains("held back by target: must be one of [bus], is");
        assertThat(fleet.watched(nowhere).state().readyReplicas()).isOne();
    }
}
