package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.SeenWrites;
import dev.ebb.metering.lambda.InvocationContext;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.sweeps.SweepRecords.Hour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What sweeping writes to, and checks as it writes, against what the roles in template.yaml let it. */
class PermissionDynamoTests {

    /** What the template says; a test of it holds it to the same. */
    private static final Set<String> SWEEP = Set.of("DEPLOYMENT *", "HOURS", "SWEEP *", "SWEEPS", "SWEEPS *");

    /** Nothing of the breaker, the kill switch and the stack's policy. */
    private static final Set<String> EXECUTORS = Set.of("DEPLOYMENT *", "HOURS", "SWEEP *");

    private static final String POLICY =
            "{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":100,\"stopWithin\":\"PT50S\"}";

    private final Fleet fleet = new Fleet();
    private final List<SeenWrites.Write> writes = new ArrayList<>();

    @AfterEach
    void close() {
        fleet.close();
    }

    private DynamoDbClient seen() {
        return SeenWrites.of(fleet.table.client(), writes::add);
    }

    private Set<String> partitions() {
        return writes.stream()
                .map(SeenWrites.Write::partition)
                .map(name -> name.contains(" ") ? name.split(" ", 2)[0] + " *" : name)
                .collect(Collectors.toSet());
    }

    private List<DeploymentId> dueForZero() {
        fleet.stackPolicy(POLICY);
        fleet.policy(new Policies.Level.Account("acme"), "{}");
        List<DeploymentId> all = fleet.running(3);
        fleet.idleUntilZeroIsDue(all);
        return all;
    }

    private void settle() {
        while (fleet.orders() > 0) {
            fleet.execute(seen());
            fleet.runner.obey();
            fleet.clock.pass(Duration.ofSeconds(10));
        }
    }

    /** With all three policies, their limits, one that can't be looked at, and a breaker that opens. */
    @Test
    void theSweepNeedsNoMoreThanTheTemplateLetsItHave() {
        List<DeploymentId> all = dueForZero();
        fleet.poison(all.getFirst());

        fleet.sweep(seen(), new InvocationContext("sweep", 300_000));
        all.forEach(id -> fleet.hear("deployment.deleted", id, "", "{}"));
        fleet.heal(all.getFirst());
        fleet.settle();
        fleet.pass(Duration.ofMinutes(1));
        fleet.sweep(seen(), new InvocationContext("sweep", 300_000));
        fleet.pass(Duration.ofHours(1));
        fleet.sweep(seen(), new InvocationContext("sweep", 300_000));

        assertThat(fleet.safety.state(Deadline.NONE).breaker()).isPresent();
        assertThat(partitions()).isEqualTo(SWEEP);
    }

    /** One is done, one undone, one fails, one is deleted: each end and its hour are written without leave to stop Ebb. */
    @Test
    void theExecutorsCanNotTouchBreakerKillSwitchAndPolicies() {
        List<DeploymentId> all = dueForZero();
        fleet.sweep();
        fleet.runner.deaf(all.get(0), true);
        fleet.runner.deaf(all.get(1), true);
        fleet.execute(seen());
        fleet.clock.pass(Duration.ofSeconds(20));
        fleet.served(all.get(1), fleet.now());
        fleet.runner.deaf(all.get(1), false);

        settle();
        fleet.byHand().delete(all.get(2), new Word("ann", "not needed any more", false), fleet.now(), Deadline.NONE);
        settle();

        Hour hour = fleet.records.hour(Instant.parse("2026-11-16T09:00:00Z"), Deadline.NONE);
        assertThat(hour.errors()).isOne();
        assertThat(hour.restored()).isOne();
        assertThat(fleet.intents(all.get(2))).containsExactly("SCALE_TO_ZERO DONE", "DELETE DONE");
        assertThat(partitions()).isEqualTo(EXECUTORS);
    }
}
