package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.lambda.InvocationContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fifty sweeps at once, of one minute: no limit is exceeded, and each deployment has one verdict. */
class ConcurrentSweepsDynamoTests {

    private static final int SWEEPS = 50;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void fiftySweepsAtOnceStopAsManyAsOneMay() throws InterruptedException, ExecutionException {
        fleet.stackPolicy("{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":2}");
        List<DeploymentId> all = fleet.running(5);
        fleet.idleUntilZeroIsDue(all);
        Instant sweep = fleet.now();

        List<Swept> swept = atOnce(() -> fleet.sweep(fleet.table.client(), new InvocationContext("sweep", 300_000)));
        atOnce(() -> {
            fleet.execute();
            return true;
        });
        fleet.settle();

        assertThat(all)
                .allSatisfy(id -> assertThat(fleet.verdicts(id).stream()
                                .filter(verdict -> verdict.sweep().equals(sweep)))
                        .hasSize(1));
        assertThat(swept.stream().mapToLong(Swept::judged).sum()).isEqualTo(5);
        assertThat(swept.stream().mapToLong(each -> each.failures().size()).sum())
                .isZero();
        assertThat(all.stream().filter(id -> !fleet.intents(id).isEmpty())).hasSize(2);
        assertThat(fleet.runner.done()).hasSize(2).doesNotHaveDuplicates();
    }

    private static <T> List<T> atOnce(Callable<T> work) throws InterruptedException, ExecutionException {
        CyclicBarrier together = new CyclicBarrier(SWEEPS);
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SWEEPS)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < SWEEPS; i++) {
                futures.add(threads.submit(() -> {
                    together.await();
                    return work.call();
                }));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }
}
