package dev.ebb.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.local.EmbeddedTable;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Executed;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the default windows: a warning after 45 minutes, zero after 1 hour, and 2 minutes until a minute is known. */
class LocalSweepsDynamoTests implements Observer {

    private static final DeploymentId DEPLOYMENT = new DeploymentId("acme", "chat");
    private static final Instant START = Instant.parse("2026-06-15T09:00:00Z");

    private final EmbeddedTable table = EmbeddedTable.create();
    private final LocalSweeps sweeps = new LocalSweeps(table.client(), EmbeddedTable.NAME, START, this);
    private final List<String> told = new ArrayList<>();
    private final Set<String> announced = new LinkedHashSet<>();
    private final List<String> sentences = new ArrayList<>();
    private List<Intent> intents = List.of();
    private Rung rung = Rung.UP;

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void aDryRunSaysWhatItWouldDoOnceAndAsksNobody() {
        SimulatedFleet fleet = fleet(Duration.ofMinutes(1));
        gateway(fleet);

        fleet.create(DEPLOYMENT, configuration("{}"), 1, START);
        sweeps.runUntil(at("14:00"));

        // Ready at 09:05, never used: warned about at 09:05 + 45 + 2 = 09:52, and it would have gone to zero at 10:07.
        assertThat(told).containsExactly("2026-06-15T09:52:00Z");
        assertThat(sentences)
                .contains("idle since 09:05 (1 h; 60 of 60 minutes reported, none active); would go to zero"
                        + " now (dry run)");
        assertThat(intents).singleElement().satisfies(intent -> {
            assertThat(intent.dryRun()).isTrue();
            assertThat(intent.markedAt()).isEqualTo(at("10:07"));
        });
        assertThat(rung).isEqualTo(Rung.AT_ZERO);
        assertThat(announced).isEmpty();
        assertThat(fleet.isReady(DEPLOYMENT)).isTrue();
    }

    @Test
    void whoeverIsWokenTooSoonIsLeftAloneTwiceAsLong() {
        SimulatedFleet fleet = fleet(Duration.ofMinutes(1));
        SimulatedGateway gateway = gateway(fleet);

        fleet.create(DEPLOYMENT, configuration("{\"mode\": \"zero\", \"wake\": true}"), 2, START);
        gateway.visit(DEPLOYMENT, at("10:30"), at("10:40"));
        sweeps.runUntil(at("13:00"));

        // To zero at 10:07; wanted at 10:30, 23 minutes later; both replicas are back. Idle since 10:40: + 2 h + 2 =
        // 12:42.
        assertThat(announced)
                .containsExactly(
                        "2026-06-15T10:07:00Z dev.ebb.action.requested SCALE_TO_ZERO 0",
                        "2026-06-15T10:07:00Z dev.ebb.action.completed SCALE_TO_ZERO 0",
                        "2026-06-15T10:31:00Z dev.ebb.action.requested WAKE 2",
                        "2026-06-15T10:31:00Z dev.ebb.action.completed WAKE 2",
                        "2026-06-15T12:42:00Z dev.ebb.action.requested SCALE_TO_ZERO 0",
                        "2026-06-15T12:42:00Z dev.ebb.action.completed SCALE_TO_ZERO 0");
        assertThat(told).containsExactly("2026-06-15T09:52:00Z", "2026-06-15T12:12:00Z");
    }

    /** It stops after 7 minutes, and has 5. */
    @Test
    void aFleetThatIsTooSlowIsSaidToHaveFailedAndThenToHaveStoppedLate() {
        SimulatedFleet fleet = fleet(Duration.ofMinutes(7));
        gateway(fleet);

        fleet.create(DEPLOYMENT, configuration("{\"mode\": \"zero\"}"), 1, START);
        sweeps.runUntil(at("10:30"));

        assertThat(announced)
                .containsExactly(
                        "2026-06-15T10:07:00Z dev.ebb.action.requested SCALE_TO_ZERO 0",
                        "2026-06-15T10:07:00Z dev.ebb.action.failed SCALE_TO_ZERO 0",
                        "2026-06-15T10:07:00Z dev.ebb.action.completed SCALE_TO_ZERO 0");
        assertThat(intents).first().satisfies(intent -> {
            assertThat(intent.state()).isEqualTo(Intent.State.DONE);
            assertThat(intent.outcome()).startsWith("done late since 2026-06-15T10:");
        });
        assertThat(rung).isEqualTo(Rung.AT_ZERO);
        assertThat(fleet.isReady(DEPLOYMENT)).isFalse();
    }

    private SimulatedFleet fleet(Duration stop) {
        SimulatedFleet fleet = new SimulatedFleet(
                source("fleet"),
                new SimulatedFleet.Delays(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(4),
                        stop,
                        Duration.ofMinutes(1)));
        sweeps.join(fleet);
        sweeps.add(fleet);
        return fleet;
    }

    private SimulatedGateway gateway(SimulatedFleet fleet) {
        SimulatedGateway gateway = new SimulatedGateway(source("gateway"), "acme", fleet::isReady, START);
        sweeps.add(gateway);
        return gateway;
    }

    private EventSource source(String name) {
        return new EventSource(
                name,
                sent -> assertThat(sweeps.meter(sent.text()).accepted())
                        .as(sent.text())
                        .isEqualTo(1));
    }

    private static String configuration(String policy) {
        return """
                {"accelerator": "NVIDIA_L4", "acceleratorCount": 1,
                 "target": {"type": "bus", "wakes": true}, "policy": %s}""".formatted(policy);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-06-15T" + time + ":00Z");
    }

    @Override
    public void swept(Instant sweep, List<LegResult> legs, SweepStore store) {
        assertThat(legs).allSatisfy(leg -> {
            assertThat(leg.failures()).isEmpty();
            assertThat(leg.difference()).isZero();
        });
        store.verdicts(DEPLOYMENT, sweep, sweep.plusSeconds(60), Deadline.NONE)
                .forEach(verdict -> sentences.add(verdict.sentence()));
        intents = store.intents(DEPLOYMENT, 10, Deadline.NONE);
        rung = store.kept(DEPLOYMENT, Deadline.NONE).status().orElseThrow().rung();
    }

    @Override
    public void told(Warning warning) {
        told.add(warning.at().toString());
    }

    @Override
    public void announced(Announcement announcement, Instant now) {
        Intent intent = announcement.intent();
        Action action = intent.id().action();
        announced.add(
                intent.markedAt() + " " + announcement.kind().type() + " " + action + " " + intent.desiredReplicas());
    }

    @Override
    public void executed(Executed executed, Instant now) {
        assertThat(executed).isNotInstanceOf(Executed.Refused.class);
    }
}
