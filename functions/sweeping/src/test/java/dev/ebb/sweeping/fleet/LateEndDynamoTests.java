package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target that is slower than its policy allows it to be. */
class LateEndDynamoTests {

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
        assertThat(fleet.bus.events().getLast().path("detail-type").asText()).isEqualTo("dev.ebb.action.completed");
    }
}
