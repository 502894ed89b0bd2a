package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.SweptTable.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.sweeps.Safety.Reset;
import dev.ebb.sweeping.sweeps.Safety.State;
import dev.ebb.sweeping.sweeps.Safety.Stop;
import dev.ebb.sweeping.sweeps.SweepStore.Audit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stops all actions, and who said so. */
class SafetyDynamoTests {

    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Instant LAST = NOW.plusSeconds(120);
    private static final Stop OPENED = new Stop(NOW, "Ebb", "half the fleet has gone");

    private final SweptTable table = new SweptTable();
    private final DynamoSafety safety = new DynamoSafety(table.client(), table.name());

    @AfterEach
    void dropTable() {
        table.close();
    }

    @Test
    void aFreshStackIsClear() {
        assertThat(safety.state(Deadline.NONE)).isEqualTo(State.CLEAR);
        assertThat(safety.audit(10, Deadline.NONE)).isEmpty();
    }

    @Test
    void anOpenBreakerStaysAsItIsUntilAPersonResetsIt() {
        safety.open("half the fleet has gone", NOW, Deadline.NONE);
        safety.open("another reason", LATER, Deadline.NONE);
        assertThat(safety.state(Deadline.NONE)).isEqualTo(new State(Optional.of(OPENED), Optional.empty()));

        safety.reset("ann", LAST, Deadline.NONE);

        Reset reset = new Reset(LAST, "ann", List.of("half the fleet has gone"));
        assertThat(safety.state(Deadline.NONE))
                .isEqualTo(new State(Optional.empty(), Optional.empty(), Optional.of(reset)));
        assertThat(safety.audit(10, Deadline.NONE))
                .containsExactly(
                        new Audit(LAST, "ann", "breaker reset"),
                        new Audit(NOW, "Ebb", "breaker opened: half the fleet has gone"));
    }

    @Test
    void twoReasonsOfOneHourAreBothRememberedWhenBothWereReset() {
        safety.open("inventory: 0 deployments", NOW, Deadline.NONE);
        safety.reset("ann", LATER, Deadline.NONE);
        safety.open("errors: 12", LATER, Deadline.NONE);
        safety.reset("bob", LAST, Deadline.NONE);

        assertThat(safety.state(Deadline.NONE).lastReset())
                .contains(new Reset(LAST, "bob", List.of("inventory: 0 deployments", "errors: 12")));
    }

    @Test
    void breakerAndKillSwitchAreApart() {
        safety.open("half the fleet has gone", NOW, Deadline.NONE);
        safety.kill(true, "ann", "release day", LATER, Deadline.NONE);
        Stop killed = new Stop(LATER, "ann", "release day");
        assertThat(safety.state(Deadline.NONE)).isEqualTo(new State(Optional.of(OPENED), Optional.of(killed)));

        safety.kill(false, "bob", "released", LAST, Deadline.NONE);

        assertThat(safety.state(Deadline.NONE)).isEqualTo(new State(Optional.of(OPENED), Optional.empty()));
        assertThat(safety.audit(2, Deadline.NONE))
                .containsExactly(
                        new Audit(LAST, "bob", "kill switch released: released"),
                        new Audit(LATER, "ann", "kill switch set: release day"));
    }

    @Test
    void whatChangesNothingIsNotAudited() {
        safety.reset("ann", NOW, Deadline.NONE);
        safety.kill(false, "ann", "nothing", NOW, Deadline.NONE);

        assertThat(safety.audit(10, Deadline.NONE)).isEmpty();
    }
}
