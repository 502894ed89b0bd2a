package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.sweeps.SweepRecords.Hour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What opens the breaker, through the handlers; and that a person resets it. */
class BreakerDynamoTests {

    private static final String ALL_AT_ONCE =
            "{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":100,\"wake\":true}";
    private static final String WAKES = ",\"target\":{\"type\":\"bus\",\"wakes\":true}";

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** The next sweep sees what this hour has come to. */
    private String opened() {
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();
        return fleet.safety.state(Deadline.NONE).held().orElse("not open");
    }

    private Hour hour(String start) {
        return fleet.records.hour(Instant.parse("2026-11-16T" + start + ":00Z"), Deadline.NONE);
    }

    private List<DeploymentId> wakeable(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> fleet.running("d" + i, 1, WAKES))
                .toList();
    }

    @Test
    void anEmptyInventory() {
        List<DeploymentId> all = fleet.running(3);
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(1));
        all.forEach(id -> fleet.hear("deployment.deleted", id, "", "{}"));
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();
        fleet.pass(Duration.ofMinutes(58));

        assertThat(opened()).isEqualTo("breaker: inventory: 0 deployments, and 3 at the census before");
    }

    @Test
    void manyUnknown() {
        fleet.stackPolicy(ALL_AT_ONCE);
        List<DeploymentId> all = wakeable(12);
        fleet.sweep();
        fleet.untilDue(all.getFirst());
        fleet.sweep();
        fleet.fallSilent();
        fleet.pass(Duration.ofMinutes(20));

        fleet.sweep();

        assertThat(hour("09:00")).isEqualTo(new Hour(12, 12, 0, 0, 0, 0));
        assertThat(opened()).isEqualTo("breaker: UNKNOWN: 100 % of this hour's verdicts, and 0 % the hour before");
    }

    @Test
    void manyThatCanNotBeLookedAt() {
        List<DeploymentId> all = fleet.running(12);
        fleet.sweep();
        all.subList(0, 10).forEach(fleet::poison);
        fleet.pass(Duration.ofMinutes(50));

        fleet.sweep();

        assertThat(hour("08:00")).isEqualTo(new Hour(14, 0, 10, 0, 0, 0));
        assertThat(opened()).isEqualTo("breaker: errors: 10 in this hour, beside 14 verdicts");
    }

    /** At 08:01, and then 5, 10, 20, 40 and 60 minutes later; a fleet of three goes on as if nothing were. */
    @Test
    void oneThatCanNotBeLookedAtIsOneErrorAnHourAndIsLookedAtMoreAndMoreSeldom() {
        List<DeploymentId> all = fleet.running(3);
        fleet.sweep();
        fleet.poison(all.getFirst());
        fleet.pass(Duration.ofMinutes(1));
        fleet.watch.putOff(all.getFirst(), Instant.parse("2026-11-17T00:00:00Z"), fleet.now(), Deadline.NONE);
        List<String> looks = new ArrayList<>();

        while (fleet.now().isBefore(Fleet.START.plus(Duration.ofHours(3)))) {
            if (!fleet.sweep().failures().isEmpty()) {
                looks.add(fleet.now().toString().substring(11, 16));
            }
            fleet.pass(Duration.ofMinutes(1));
        }

        assertThat(looks).containsExactly("08:01", "08:06", "08:16", "08:36", "09:16", "10:16");
        assertThat(hour("08:00").errors()).isEqualTo(1);
        assertThat(hour("09:00").errors()).isEqualTo(1);
        assertThat(fleet.safety.state(Deadline.NONE).held()).isEmpty();

        fleet.heal(all.getFirst());
        fleet.untilDue(all.getFirst());
        fleet.sweep();
        assertThat(fleet.verdict(all.getFirst()).sweep()).isEqualTo(Instant.parse("2026-11-16T11:16:00Z"));
    }

    /** Fails at 08:01 and at 08:06, goes well at 08:16, and fails again at its next look: 5 minutes, and not 20. */
    @Test
    void aLookThatWentWellMakesTheNextFailureTheFirstAgain() {
        DeploymentId llama = fleet.running("llama");
        fleet.sweep();
        fleet.poison(llama);
        fleet.pass(Duration.ofMinutes(1));
        fleet.watch.makeDue(llama, fleet.now(), Deadline.NONE);
        assertThat(fleet.sweep().failures()).hasSize(1);
        fleet.untilDue(llama);
        assertThat(fleet.sweep().failures()).hasSize(1);
        fleet.heal(llama);
        fleet.untilDue(llama);
        assertThat(fleet.sweep().failures()).isEmpty();
        assertThat(fleet.now()).isEqualTo(Instant.parse("2026-11-16T08:16:00Z"));

        fleet.poison(llama);
        fleet.pass(Duration.ofMinutes(1));
        fleet.watch.makeDue(llama, fleet.now(), Deadline.NONE);
        fleet.sweep();

        assertThat(fleet.watched(llama).dueAt()).isEqualTo(fleet.now().plus(Duration.ofMinutes(5)));
    }

    /** They would water down the share of those that are UNKNOWN. */
    @Test
    void newcomersAreNoVerdictsToTheBreaker() {
        fleet.running(12);
        fleet.pass(Duration.ofHours(2));

        Swept swept = fleet.sweep();

        assertThat(swept.judged()).isEqualTo(12);
        assertThat(hour("10:00")).isEqualTo(new Hour(0, 0, 0, 0, 0, 0));
    }

    /** A target that obeys nobody any more: ten actions fail at their deadline. */
    @Test
    void manyActionsThatFailed() {
        fleet.stackPolicy(ALL_AT_ONCE.replace("}", ",\"stopWithin\":\"PT20S\"}"));
        List<DeploymentId> all = wakeable(10);
        fleet.idleUntilZeroIsDue(all);
        all.forEach(id -> fleet.runner.deaf(id, true));
        fleet.sweep();
        fleet.settle();

        assertThat(hour("09:00")).isEqualTo(new Hour(10, 0, 10, 10, 0, 0));
        assertThat(opened()).startsWith("breaker: errors: 10 in this hour, beside ");
    }

    /** Requests keep coming while deployments are being stopped: three of them are undone at once. */
    @Test
    void manyThatWereUndone() {
        fleet.stackPolicy(ALL_AT_ONCE);
        List<DeploymentId> all = wakeable(3);
        fleet.idleUntilZeroIsDue(all);
        all.forEach(id -> fleet.runner.deaf(id, true));
        fleet.sweep();
        fleet.execute();
        fleet.clock.pass(Duration.ofSeconds(30));
        all.forEach(id -> fleet.served(id, fleet.now()));
        all.forEach(id -> fleet.runner.deaf(id, false));
        fleet.settle();

        assertThat(hour("09:00")).isEqualTo(new Hour(3, 0, 0, 3, 0, 3));
        assertThat(opened()).isEqualTo("breaker: restores: 3 in this hour, of 3 that were stopped");
    }

    /** Three of four are woken within the hour; with the breaker open nothing more is stopped, until a person resets it. */
    @Test
    void manyThatWereWokenSoonAfter() {
        fleet.stackPolicy(ALL_AT_ONCE);
        List<DeploymentId> all = wakeable(4);
        DeploymentId still = fleet.running("still", 1, WAKES + ",\"policy\":{\"zeroAfter\":\"PT2H\"}");
        fleet.idleUntilZeroIsDue(all);
        fleet.sweep();
        fleet.settle();
        assertThat(all).allMatch(id -> fleet.runner.running(id) == 0);

        fleet.pass(Duration.ofMinutes(10));
        all.subList(0, 3).forEach(id -> fleet.rejected(id, fleet.now()));
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep();
        fleet.settle();

        assertThat(all.subList(0, 3)).allMatch(id -> fleet.runner.running(id) == 1);
        assertThat(hour("09:00").restored()).isEqualTo(3);
        fleet.pass(Duration.ofMinutes(1));
        assertThat(opened()).isEqualTo("breaker: restores: 3 in this hour, of 4 that were stopped");

        fleet.pass(Duration.ofMinutes(90));
        fleet.lookFor(still, Duration.ofMinutes(20));
        assertThat(fleet.verdict(still).held()).startsWith("breaker: restores");
        assertThat(fleet.runner.running(still)).isOne();

        fleet.safety.reset("ann", fleet.now(), Deadline.NONE);
        fleet.lookFor(still, Duration.ofMinutes(30));
        assertThat(fleet.runner.running(still)).isZero();
    }
}
