package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.sweeps.SweepDeployments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** More is due than one invocation can look at: pages go over the queue, stop in time, and go on where they stopped. */
class LargeSweepDynamoTests {

    private static final int PARTS = 16;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Names of deployments that are in one part of the index, so that it has several pages. */
    private static Stream<String> inOnePart() {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "d" + i)
                .filter(name -> Math.floorMod(Fleet.id(name).toString().hashCode(), PARTS) == 5);
    }

    /** What a bad release left behind: a pin without an end. */
    private void poison(DeploymentId id) {
        fleet.table
                .client()
                .putItem(put -> put.tableName(fleet.table.name())
                        .item(Map.of(
                                "pk", AttributeValue.fromS("SWEEP " + id.account() + " " + id.name()),
                                "sk", AttributeValue.fromS("PIN"),
                                "owner", AttributeValue.fromS("{\"broken"))));
    }

    @Test
    void everyDueDeploymentHasOneVerdictOfTheSweepHoweverManyPagesItTakes() {
        List<DeploymentId> large = inOnePart()
                .limit(SweepDeployments.PAGE + 20)
                .map(fleet::running)
                .toList();
        List<DeploymentId> all = new ArrayList<>(large);
        Stream.of("x1", "x2", "x3").map(fleet::running).forEach(all::add);
        List<DeploymentId> poisoned = List.of(large.get(7), large.get(30), large.get(60));
        poisoned.forEach(this::poison);
        Instant sweep = fleet.now();

        Swept begun = fleet.sweep();
        int parts = fleet.pages();
        assertThat(begun.found()).isZero();
        assertThat(parts).isBetween(2, 4);

        long judged = 0;
        long deferred = 0;
        int invocations = 0;
        TreeSet<String> failed = new TreeSet<>();
        while (fleet.pages() > 0) {
            RunningOut time = new RunningOut(fleet.table.client(), Duration.ofSeconds(90), Duration.ofMillis(250));
            Swept swept = fleet.page(time.client(), time.context(), 2);
            judged += swept.judged();
            deferred += swept.deferred();
            failed.addAll(swept.failures().keySet());
            assertThat(++invocations).isLessThan(200);
        }

        System.out.println(all.size() + " due: " + invocations + " invocations, " + deferred + " times put off");
        assertThat(deferred).isPositive();
        assertThat(judged).isEqualTo(all.size() - poisoned.size());
        assertThat(failed)
                .containsExactlyInAnyOrderElementsOf(
                        poisoned.stream().map(DeploymentId::name).toList());
        assertThat(all)
                .filteredOn(id -> !poisoned.contains(id))
                .allSatisfy(id -> assertThat(fleet.verdicts(id))
                        .singleElement()
                        .satisfies(verdict -> assertThat(verdict.sweep()).isEqualTo(sweep)));
        assertThat(poisoned).allSatisfy(id -> assertThat(fleet.verdicts(id)).isEmpty());

        // Five minutes later a sweep finds those that could not be looked at, and nobody else.
        assertThat(fleet.sweep(fleet.table.client(), new InvocationContext("sweep", 300_000))
                        .found())
                .isZero();
        fleet.pass(Duration.ofMinutes(5));
        Swept again = fleet.sweep(fleet.table.client(), new InvocationContext("sweep", 300_000));
        assertThat(again.found()).isEqualTo(poisoned.size());
        assertThat(again.failures()).hasSize(poisoned.size());
    }
}
