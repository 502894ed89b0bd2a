package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.sweeping.ActionQueue.QueueUnavailableException;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is marked is carried out, though the queue did not take the order for it. */
class OrdersDynamoTests {

    private final Fleet fleet = new Fleet(ThreadTables.quick());

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Each leg of these sweeps adds up, or they would have failed. */
    @Test
    void anOrderThatTheQueueDidNotTakeIsCountedAndHandedOnByTheNextLook() {
        fleet.stackPolicy("{\"mode\":\"zero\"}");
        DeploymentId llama = fleet.running("llama");
        fleet.idleUntilZeroIsDue(List.of(llama));
        fleet.sqs.refusing(true);

        Swept refused = fleet.sweep();

        assertThat(refused.found()).isOne();
        assertThat(refused.judged()).isOne();
        assertThat(refused.failures()).isEmpty();
        assertThat(refused.actions())
                .containsEntry("SCALE_TO_ZERO marked", 1L)
                .containsEntry("SCALE_TO_ZERO not handed on", 1L);
        assertThat(fleet.orders()).isZero();

        fleet.sqs.refusing(false);
        fleet.pass(Duration.ofMinutes(1));
        Swept again = fleet.sweep();
        fleet.settle();

        assertThat(again.judged()).isOne();
        assertThat(again.actions()).isEmpty();
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
        assertThat(fleet.records
                        .hour(Instant.parse("2026-11-16T09:00:00Z"), Deadline.NONE)
                        .stopped())
                .isOne();
    }

    /** Without their mark it would be looked at 47 minutes after it came up. */
    @Test
    void whatAPersonMarkedIsLookedAtAMinuteLaterAndHandedOnIfNobodyTookIt() {
        DeploymentId llama = fleet.running("llama");
        fleet.sweep();
        assertThat(fleet.watched(llama).dueAt()).isEqualTo(fleet.now().plus(Duration.ofMinutes(47)));
        fleet.sqs.refusing(true);

        assertThatThrownBy(() -> fleet.byHand()
                        .scale(llama, 0, new Word("ann", "not needed", false), fleet.now(), Deadline.NONE))
                .isInstanceOf(QueueUnavailableException.class);

        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO REQUESTED");
        assertThat(fleet.watched(llama).dueAt()).isEqualTo(fleet.now().plus(Duration.ofMinutes(1)));
        fleet.sqs.refusing(false);
        fleet.look(llama);
        assertThat(fleet.now()).isBefore(Fleet.START.plus(Duration.ofMinutes(3)));
        assertThat(fleet.intents(llama)).containsExactly("SCALE_TO_ZERO DONE");
    }
}
