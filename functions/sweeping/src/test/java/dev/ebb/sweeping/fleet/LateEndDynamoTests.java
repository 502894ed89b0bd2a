package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.WatchedClient;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.ActionByHand;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A target that is slower than its policy allows it to be. */
class LateEndDynamoTests {

    private static final ActionByHand.Word ANN = new ActionByHand.Word("ann", "the project is over", false);

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** The last replica stops ten minutes after the deadline: who said that it had failed takes it back, everywhere. */
    @Test
    void whatIsDoneAfterItsDeadlineIsNoErrorAnyMoreAndIsSaidToBeDoneLate() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.idleUntilZeroIsDue(List.of(llama));
        fleet.sweep();
        Instant nine = Instant.parse("2026-11-16T09:00:00Z");
        fleet.runner.deaf(llama, true);
        fleet.settle();
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO FAILED");
        assertThat(fleet.records.hour(nine, Deadline.NONE).errors()).isOne();

        fleet.pass(Duration.ofMinutes(10));
        Instant stopped = fleet.now();
        fleet.runner.deaf(llama, false);
        fleet.runner.obey();
        Swept swept = fleet.look(llama);

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(fleet.lastIntent(llama).outcome())
                .startsWith("done late since " + stopped + ", to be done by 2026-11-16T09:07:00Z;"
                        + " had counted as failed: not there by");
        assertThat(fleet.records.hour(nine, Deadline.NONE).errors()).isZero();
        assertThat(swept.actions()).containsEntry("SCALE_TO_ZERO done late", 1L);
        assertThat(fleet.store.audit(llama, 1, Deadline.NONE).getFirst().what())
                .startsWith("SCALE_TO_ZERO 1, FAILED to DONE: done late since ");
        assertThat(fleet.status(llama).map(SweepStatus::rung)).contains(Rung.AT_ZERO);
        assertThat(ended("SCALE_TO_ZERO")).containsExactly("failed", "completed");
        fleet.look(llama);
        assertThat(ended("SCALE_TO_ZERO")).as("after a second look").containsExactly("failed", "completed");
    }

    @Test
    void aWakeThatIsDoneAfterItsDeadlineIsDoneLate() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"wake\":true}");
        DeploymentId llama = fleet.running("llama", 1, ",\"target\":{\"type\":\"bus\",\"wakes\":true}");
        fleet.lookUntil(llama, Rung.AT_ZERO);
        fleet.runner.deaf(llama, true);
        fleet.pass(Duration.ofMinutes(10));
        fleet.rejected(llama, fleet.now());
        fleet.look(llama);
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE", "WAKE FAILED");
        Instant failed = failedAt(llama);
        assertThat(errors(failed)).isOne();

        fleet.runner.deaf(llama, false);
        fleet.runner.obey();
        fleet.look(llama);
        fleet.look(llama);

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE", "WAKE DONE");
        assertThat(errors(failed)).isZero();
        assertThat(ended("WAKE")).containsExactly("failed", "completed");
    }

    @Test
    void aDeletionThatIsDoneAfterItsDeadlineIsDoneLate() {
        DeploymentId llama = deletionUnderWay();
        fleet.settle();
        assertThat(fleet.intents(llama)).containsExactly("DELETE FAILED");
        Instant failed = failedAt(llama);
        assertThat(errors(failed)).isOne();

        fleet.runner.deaf(llama, false);
        fleet.runner.obey();
        fleet.look(llama);
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();
        fleet.settle();

        assertThat(fleet.intents(llama)).containsExactly("DELETE DONE");
        assertThat(errors(failed)).isZero();
        assertThat(fleet.status(llama).map(SweepStatus::rung)).contains(Rung.DELETED);
        assertThat(ended("DELETE")).containsExactly("failed", "completed");
    }

    /** That it was replaced was no error of its hour, so that none is taken back. */
    @Test
    void whatWasReplacedAndIsDoneAfterAllTakesNoErrorBack() {
        DeploymentId llama = deletionUnderWay();
        Instant hour = fleet.now();
        fleet.byHand().scale(llama, 1, ANN, fleet.now(), Deadline.NONE);
        fleet.safety.kill(true, "ann", "the weekend", fleet.now(), Deadline.NONE);
        fleet.settle();
        assertThat(fleet.intents(llama)).containsExactly("DELETE FAILED", "SCALE ABANDONED");
        assertThat(errors(hour)).isZero();

        fleet.runner.deaf(llama, false);
        fleet.runner.obey();
        fleet.look(llama);

        assertThat(fleet.intents(llama)).containsExactly("DELETE DONE", "SCALE ABANDONED");
        assertThat(errors(hour)).isZero();
    }

    @Test
    void aLateEndThatTheQueueDoesNotTakeIsHandedOnByTheNextLook() {
        DeploymentId llama = stoppedLate();
        fleet.sqs.refusing(true);
        fleet.untilDue(llama);
        Swept refused = fleet.sweep();
        assertThat(refused.failures()).containsOnlyKeys("llama");
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(ended("SCALE_TO_ZERO")).containsExactly("failed");

        fleet.sqs.refusing(false);
        fleet.look(llama);
        fleet.look(llama);

        assertThat(ended("SCALE_TO_ZERO")).containsExactly("failed", "completed");
        assertThat(fleet.status(llama).map(SweepStatus::rung)).contains(Rung.AT_ZERO);
    }

    @Test
    void aLateEndThatAProcessDiedOfIsHandedOnByTheNextLook() {
        DeploymentId llama = stoppedLate();
        fleet.untilDue(llama);
        assertThatThrownBy(() -> fleet.sweep(dyingAfterItsFirstTransaction(), new InvocationContext("sweep", 300_000)))
                .isInstanceOf(Gone.class);
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(fleet.orders()).isZero();

        fleet.look(llama);
        fleet.look(llama);

        assertThat(ended("SCALE_TO_ZERO")).containsExactly("failed", "completed");
    }

    /** Demand has come meanwhile: it is the owner who stops it, and not the target that failed. */
    @Test
    void whatItsOwnerStopsAfterDemandIsNotDoneLate() {
        DeploymentId llama = failed();
        Instant nine = Instant.parse("2026-11-16T09:00:00Z");
        fleet.served(llama, fleet.now());
        fleet.pass(Duration.ofMinutes(5));
        fleet.runner.scale(llama, 0);
        fleet.look(llama);

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO FAILED");
        assertThat(errors(nine)).isOne();
        assertThat(ended("SCALE_TO_ZERO")).containsExactly("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H1M", "PT240H"})
    void whatItsOwnerStopsMoreThanAnHourAfterTheDeadlineIsNotDoneLate(Duration later) {
        DeploymentId llama = failed();
        fleet.pass(later);
        fleet.runner.scale(llama, 0);
        fleet.look(llama);

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO FAILED");
        assertThat(errors(Instant.parse("2026-11-16T09:00:00Z"))).isOne();
        assertThat(ended("SCALE_TO_ZERO")).containsExactly("failed");
    }

    /** Its scale-down has just failed, at 09:07. */
    private DeploymentId failed() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.idleUntilZeroIsDue(List.of(llama));
        fleet.sweep();
        fleet.runner.deaf(llama, true);
        fleet.settle();
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO FAILED");
        fleet.stackPolicy("{\"mode\":\"warn\"}");
        return llama;
    }

    private DeploymentId stoppedLate() {
        DeploymentId llama = failed();
        fleet.pass(Duration.ofMinutes(10));
        fleet.runner.deaf(llama, false);
        fleet.runner.obey();
        return llama;
    }

    /** Its target was asked to delete it, and has not. */
    private DeploymentId deletionUnderWay() {
        DeploymentId llama = fleet.running("llama");
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(5));
        fleet.runner.deaf(llama, true);
        fleet.byHand().delete(llama, ANN, fleet.now(), Deadline.NONE);
        fleet.execute();
        assertThat(fleet.intents(llama)).containsExactly("DELETE CALLED");
        return llama;
    }

    private Instant failedAt(DeploymentId id) {
        return Objects.requireNonNull(fleet.lastIntent(id).endedAt());
    }

    private long errors(Instant at) {
        return fleet.records
                .hour(at.truncatedTo(ChronoUnit.HOURS), Deadline.NONE)
                .errors();
    }

    /** What the bus was told of such an action's end, in order. */
    private List<String> ended(String action) {
        return fleet.bus.events().stream()
                .filter(event -> event.path("detail")
                        .path("data")
                        .path("action")
                        .asText()
                        .equals(action))
                .map(event -> event.path("detail-type").asText().replace("dev.ebb.action.", ""))
                .filter(what -> !what.equals("requested"))
                .toList();
    }

    /** Nobody in the code catches it. */
    private static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    private DynamoDbClient dyingAfterItsFirstTransaction() {
        return WatchedClient.of(fleet.table.client(), new WatchedClient.Watch() {
            @Override
            public void before(WatchedClient.Call call) {}

            @Override
            public void after(WatchedClient.Call call) {
                if (call.operation().equals("transactWriteItems")) {
                    throw new Gone();
                }
            }
        });
    }
}
