package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.SweptTable.firstMark;
import static dev.ebb.sweeping.dynamodb.SweptTable.intent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.UsageEvent;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.sweeps.SweepStore.Allowance;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import dev.ebb.sweeping.sweeps.SweepStore.Marking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However many conclude at once, a limit holds. */
class AllowancesDynamoTests {

    private static final int FLEET = 50;
    private static final String ACTIONS = "actions 2026-11-15T10:40Z";
    private static final String STOPPED = "stopped 2026-11-15T10Z";

    private final SweptTable table = new SweptTable();
    private final List<DeploymentId> fleet = IntStream.range(0, FLEET)
            .mapToObj(i -> new DeploymentId("acme", "d" + i))
            .toList();

    private void announce(int some) {
        table.hear(fleet.stream().limit(some).map(table::created).toArray(UsageEvent[]::new));
    }

    @AfterEach
    void dropTable() {
        table.close();
    }

    private Concluded mark(DeploymentId id, Allowance... limits) {
        Marking marking =
                new Marking(intent(id, 1), Optional.of(table.watched(id).stamp()), Map.of(), 0, List.of(limits));
        return table.store.conclude(firstMark(id, marking), Deadline.NONE);
    }

    private List<Concluded> markAllAtOnce(Allowance... limits) throws Exception {
        announce(FLEET);
        CountDownLatch start = new CountDownLatch(FLEET);
        try (ExecutorService threads = Executors.newFixedThreadPool(FLEET)) {
            List<Callable<Concluded>> work = new ArrayList<>();
            for (DeploymentId id : fleet) {
                work.add(() -> {
                    start.countDown();
                    start.await();
                    return mark(id, limits);
                });
            }
            List<Concluded> concluded = new ArrayList<>();
            for (Future<Concluded> each : threads.invokeAll(work)) {
                concluded.add(each.get());
            }
            return concluded;
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "50, 50"})
    void ofFiftyThatMarkAtOnceAsManyDoAsTheLimitAllows(long limit, int marks) throws Exception {
        List<Concluded> concluded = markAllAtOnce(new Allowance(ACTIONS, limit));

        assertThat(concluded.stream().filter(new Concluded.Written()::equals)).hasSize(marks);
        assertThat(concluded.stream().filter(new Concluded.Exhausted(ACTIONS)::equals))
                .hasSize(FLEET - marks);
        assertThat(fleet.stream()
                        .filter(id -> !table.store.intents(id, 1, Deadline.NONE).isEmpty()))
                .hasSize(marks);
    }

    @Test
    void whereNobodySaidAnythingFiveAreMarkedInASweep() throws Exception {
        int standard = Policy.Limits.STANDARD.actionsPerSweep();

        List<Concluded> concluded = markAllAtOnce(new Allowance(ACTIONS, standard), new Allowance(STOPPED, FLEET));

        assertThat(concluded.stream().filter(new Concluded.Written()::equals)).hasSize(5);
    }

    @Test
    void whatOneLimitRefusesUsesUpNoneOfTheOther() {
        announce(4);
        assertThat(mark(fleet.get(0), new Allowance(ACTIONS, 2), new Allowance(STOPPED, 0)))
                .isEqualTo(new Concluded.Exhausted(STOPPED));
        assertThat(mark(fleet.get(1), new Allowance(ACTIONS, 2), new Allowance(STOPPED, 9)))
                .isEqualTo(new Concluded.Written());
        assertThat(mark(fleet.get(2), new Allowance(ACTIONS, 2), new Allowance(STOPPED, 9)))
                .isEqualTo(new Concluded.Written());
        assertThat(mark(fleet.get(3), new Allowance(ACTIONS, 2), new Allowance(STOPPED, 9)))
                .isEqualTo(new Concluded.Exhausted(ACTIONS));
    }

    @Test
    void ofTwoLimitsOnOneCounterTheSmallerHolds() {
        announce(3);
        assertThat(mark(fleet.get(0), new Allowance(ACTIONS, 5), new Allowance(ACTIONS, 1)))
                .isEqualTo(new Concluded.Written());
        assertThat(mark(fleet.get(1), new Allowance(ACTIONS, 5), new Allowance(ACTIONS, 1)))
                .isEqualTo(new Concluded.Exhausted(ACTIONS));
        assertThat(mark(fleet.get(2), new Allowance(ACTIONS, 2))).isEqualTo(new Concluded.Written());
    }
}
