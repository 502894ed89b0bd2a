package dev.ebb.sweeping.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.ThreadTables;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus.Rung;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever executes dies at each call, before it and after it, and somebody does it again: one effect, one audit trail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashDynamoTests {

    private final World world = new World(ThreadTables.quick());

    @AfterAll
    void close() {
        world.close();
    }

    /** Nobody in the code catches it. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    /** What can be told of a story when it is over; a crash takes time, so the audit's entries are not in its order. */
    private record End(List<String> done, List<String> states, List<String> audit, List<String> events, Rung rung) {}

    private interface Story {
        /** Prepares it; what is marked waits in the queue. */
        void begin();
    }

    private final Story stopped = () -> {
        world.running(2);
        world.marked(Action.SCALE_TO_ZERO, 0);
    };

    private final Story deleted = () -> {
        world.running(1);
        world.marked(Action.SCALE_TO_ZERO, 0);
        world.settle();
        world.announced().clear();
        world.marked(Action.DELETE, 0);
    };

    /** Demand comes after the target was asked, and before it is verified. */
    private final Story undone = () -> {
        world.running(2);
        ActionId down = world.marked(Action.SCALE_TO_ZERO, 0);
        world.execute(world.parts(), down);
        world.queue().clear();
        world.queue().add(down);
        world.listener().obey();
        world.served(world.now);
    };

    /**
     * Tells a story, with a crash before the n-th call, which is one after the call before it took effect; 0 for none. Each
     * message that dies is delivered again.
     */
    private int tell(Story story, int crashAt) {
        story.begin();
        int[] calls = {0};
        Hooked hooked = new Hooked(call -> {
            if (++calls[0] == crashAt) {
                throw new Crash();
            }
        });
        Executing parts = hooked.around(world.parts());
        while (!world.queue().isEmpty()) {
            ActionId next = world.queue().remove();
            try {
                world.execute(parts, next);
            } catch (Crash crash) {
                world.queue().addFirst(next);
            }
            world.listener().obey();
            world.now = world.now.plus(Duration.ofSeconds(10));
        }
        return calls[0];
    }

    private End end() {
        List<Intent> intents = world.store.intents(world.id(), 100, Deadline.NONE);
        return new End(
                world.listener().done().stream().map(CrashDynamoTests::unnamed).toList(),
                intents.stream()
                        .map(intent -> intent.id().action() + " " + intent.state())
                        .toList(),
                world.store.audit(world.id(), 100, Deadline.NONE).stream()
                        .map(entry -> entry.by() + ": " + entry.what())
                        .sorted()
                        .toList(),
                world.announced().stream()
                        .map(each -> unnamed(each.intent().id().toString()) + " " + each.kind())
                        .distinct()
                        .toList(),
                world.status().rung());
    }

    /** Each run has a deployment of its own. */
    private static String unnamed(String actionId) {
        return actionId.replaceFirst("acme d[0-9]+ ", "");
    }

    private void survives(Story story, Rung rung, String... done) {
        int calls = tell(story, 0);
        End whole = end();
        assertThat(whole.rung()).isEqualTo(rung);
        assertThat(whole.done()).containsExactly(done);

        for (int call = 1; call <= calls; call++) {
            tell(story, call);
            assertThat(end()).as("a crash before call %s of %s", call, calls).isEqualTo(whole);
        }
    }

    @Test
    void scalingToZero() {
        survives(stopped, Rung.AT_ZERO, "1 SCALE_TO_ZERO");
    }

    @Test
    void deleting() {
        survives(deleted, Rung.DELETED, "1 SCALE_TO_ZERO", "2 DELETE");
    }

    @Test
    void undoing() {
        survives(undone, Rung.UP, "1 SCALE_TO_ZERO", "2 RESTORE");
    }
}
