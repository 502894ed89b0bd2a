package dev.ebb.sweeping.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.actions.Target;
import dev.ebb.sweeping.actions.Target.Observation;
import dev.ebb.sweeping.actions.TargetException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every target must do. */
abstract class TargetContract {

    /** A system with one deployment, which does what it is asked for when it is told to. */
    interface Setting extends AutoCloseable {
        /** The adapter under test. */
        Target target();

        /** The deployment. */
        DeploymentId deployment();

        /** The present. */
        Instant now();

        /** A deployment with so many replicas that accept requests. */
        void running(int replicas);

        /** An intent that is to be called for. */
        Intent intent(Action action, int replicas);

        /** Does what it has been asked for. */
        void obey();

        /** How often it has changed anything because it was asked to. */
        int effects();

        /** Whether it takes calls from now on; it refuses those that it does not take, in passing or for good. */
        void refusing(boolean refuses, boolean passing);

        @Override
        void close();
    }

    private final Setting setting;
    private final Target target;

    TargetContract(Setting setting) {
        this.setting = setting;
        target = setting.target();
    }

    @AfterEach
    void end() {
        setting.close();
    }

    private Observation seen() {
        return target.observe(setting.deployment(), setting.now()).orElseThrow();
    }

    @Test
    void whatRunsIsSeen() {
        setting.running(3);

        assertThat(seen().ready()).isEqualTo(3);
        assertThat(seen().isAtZero()).isFalse();
        assertThat(seen().configuration()).as("the same text each time").isEqualTo(seen().configuration());
    }

    @Test
    void whatIsNotThereIsSeenAsNotThere() {
        assertThat(target.observe(new DeploymentId("acme", "nowhere"), setting.now()))
                .isEmpty();
    }

    @Test
    void noCallWaitsForItsEffect() {
        setting.running(2);

        target.scale(setting.intent(Action.SCALE_TO_ZERO, 0));

        assertThat(seen().ready()).isEqualTo(2);
        setting.obey();
        assertThat(seen().isAtZero()).isTrue();
    }

    @Test
    void aCallThatComesAgainHasOneEffect() {
        setting.running(2);
        Intent down = setting.intent(Action.SCALE_TO_ZERO, 0);

        target.scale(down);
        setting.obey();
        target.scale(down);
        target.scale(down);
        setting.obey();

        assertThat(setting.effects()).isEqualTo(1);
        assertThat(seen().isAtZero()).isTrue();
    }

    @Test
    void whatIsDeletedIsGoneAndComesBackExactly() {
        setting.running(2);
        Observation before = seen();

        target.delete(setting.intent(Action.DELETE, 0));
        setting.obey();
        assertThat(target.observe(setting.deployment(), setting.now())).isEmpty();
        target.restore(setting.intent(Action.RESTORE, 2), before.configuration());
        setting.obey();

        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void aCallThatIsNotTakenSaysWhetherItMayPass() {
        setting.running(1);
        Intent down = setting.intent(Action.SCALE_TO_ZERO, 0);
        for (boolean passing : new boolean[] {true, false}) {
            setting.refusing(true, passing);

            assertThatThrownBy(() -> target.scale(down))
                    .isInstanceOfSatisfying(
                            TargetException.class,
                            refused -> assertThat(refused.isPassing()).isEqualTo(passing));
        }

        setting.refusing(false, false);
        target.scale(down);
        setting.obey();
        assertThat(seen().isAtZero()).isTrue();
    }

    @Test
    void aWayToWakeIsNotTakenForGranted() {
        setting.running(1);

        assertThat(target.wayToWake(setting.deployment())).isInstanceOf(Target.WayToWake.Unproven.class);
    }
}
