package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Demand at zero, and a look that fails: the one is not put off by the other. */
class DemandWhileFailingDynamoTests {

    private final Fleet fleet = new Fleet();
    private DeploymentId llama;

    @BeforeEach
    void takeToZero() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"wake\":true}");
        llama = fleet.running("llama", 1, ",\"target\":{\"type\":\"bus\",\"wakes\":true}");
        fleet.lookUntil(llama, Rung.AT_ZERO);
        fleet.pass(Duration.ofMinutes(10));
        fleet.untilDue(llama);
        fleet.poison(llama);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void withoutDemandALookThatFailsIsPutOff() {
        fleet.sweep();

        assertThat(fleet.watched(llama).dueAt()).isEqualTo(fleet.now().plus(Duration.ofMinutes(5)));
    }

    /** Before the failure is kept, and between that and putting the next look off. */
    @ParameterizedTest
    @ValueSource(strings = {"transactWriteItems", "updateItem"})
    void demandDuringALookThatFailsIsLookedAtAMinuteLater(String before) {
        fleet.sweep(demandedBefore(before), new InvocationContext("sweep", 300_000));
        assertThat(fleet.watched(llama).dueAt()).isBeforeOrEqualTo(fleet.now());

        fleet.heal(llama, "AT_ZERO");
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE", "WAKE DONE");
    }

    @Test
    void demandAfterALookThatFailedMakesItDue() {
        fleet.sweep();
        fleet.clock.pass(Duration.ofSeconds(30));

        fleet.rejected(llama, fleet.now());

        assertThat(fleet.watched(llama).dueAt()).isEqualTo(fleet.now());
    }

    /** Once, and before what a failing look does. */
    private DynamoDbClient demandedBefore(String operation) {
        return WatchedClient.of(fleet.table.client(), new WatchedClient.Watch() {
            private boolean failing;
            private boolean done;

            @Override
            public void before(WatchedClient.Call call) {
                failing |= call.operation().equals("transactWriteItems");
                if (failing && !done && call.operation().equals(operation)) {
                    done = true;
                    fleet.rejected(llama, fleet.now());
                }
            }

            @Override
            public void after(WatchedClient.Call call) {}
        });
    }
}
