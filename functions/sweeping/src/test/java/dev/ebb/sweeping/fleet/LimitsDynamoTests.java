package dev.ebb.sweeping.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.policy.Policies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits at 0, absent, 1 and everything, through the handlers; what is not allowed is shown, and comes later. */
class LimitsDynamoTests {

    private final Fleet fleet = new Fleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private long stopped(List<DeploymentId> all) {
        return all.stream().filter(id -> fleet.runner.running(id) == 0).count();
    }

    /** Six deployments are due for zero together. The standard limits are 5 actions a sweep and 5 % of the fleet an hour. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mode\":\"zero\"}                                            | 1", // 6 × 5 % = 0.3, at least one
                "{\"mode\":\"zero\",\"fleetPercent\":0}                         | 0",
                "{\"mode\":\"zero\",\"fleetPercent\":1}                         | 1",
                "{\"mode\":\"zero\",\"fleetPercent\":100}                       | 5", // 5 actions a sweep
                "{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":1} | 1",
                "{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":9} | 6"
            })
    void aSweepStopsAsManyAsItsLimitsAllow(String policy, long allowed) {
        fleet.stackPolicy(policy);
        List<DeploymentId> all = fleet.running(6);
        fleet.idleUntilZeroIsDue(all);

        fleet.sweep();
        fleet.settle();

        assertThat(stopped(all)).isEqualTo(allowed);
        assertThat(all).allSatisfy(id -> assertThat(fleet.verdict(id).would()).isEqualTo("SCALE_TO_ZERO"));
        assertThat(all.stream()
                        .filter(id -> fleet.verdict(id).held().startsWith("limit: "))
                        .count())
                .isEqualTo(6 - allowed);
    }

    /** The smallest that somebody set counts, for those that it was set for. */
    @Test
    void anAccountsOwnLimitIsOneMore() {
        fleet.stackPolicy("{\"mode\":\"zero\",\"fleetPercent\":100,\"actionsPerSweep\":9}");
        fleet.policy(new Policies.Level.Account("acme"), "{\"actionsPerSweep\":2}");
        List<DeploymentId> all = fleet.running(5);
        fleet.idleUntilZeroIsDue(all);

        fleet.sweep();
        fleet.settle();

        assertThat(stopped(all)).isEqualTo(2);
    }

    /** Three deployments are due for deletion together. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"fleetPercent\":100,\"actionsPerSweep\":9}                          | 1",
                "{\"fleetPercent\":100,\"actionsPerSweep\":9,\"deletionsPerHour\":0}   | 0",
                "{\"fleetPercent\":100,\"actionsPerSweep\":9,\"deletionsPerHour\":100} | 3"
            })
    void anHourDeletesAsManyAsItsLimitAllows(String policy, int allowed) {
        fleet.stackPolicy(policy);
        List<DeploymentId> all = fleet.running(3);
        all.forEach(id -> fleet.policy(id, "{\"mode\":\"delete\",\"deleteAfter\":\"PT1H\"}"));
        while (!fleet.verdict(fleet.look(all)).would().equals("DELETE")) {
            assertThat(fleet.now()).isBefore(Fleet.START.plus(Duration.ofHours(6)));
        }

        assertThat(all.stream()
                        .filter(id -> fleet.status(id).map(SweepStatus::rung).equals(Optional.of(Rung.DELETED)))
                        .count())
                .isEqualTo(allowed);
        assertThat(fleet.runner.done().stream().filter(done -> done.startsWith("DELETE")))
                .hasSize(allowed);
        assertThat(fleet.safety.state(Deadline.NONE).held()).isEmpty();
    }
}
