package dev.ebb.sweeping.caps;

import static dev.ebb.sweeping.caps.CapSweepDynamoTests.LLAMA;
import static dev.ebb.sweeping.caps.CapSweepDynamoTests.intent;
import static dev.ebb.sweeping.caps.CapSweepDynamoTests.say;
import static dev.ebb.sweeping.caps.CapSweepDynamoTests.status;
import static dev.ebb.sweeping.caps.CapSweepDynamoTests.still;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Saved;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cap and what Ebb itself, or a person, asks for: what was asked for counts, and nothing more is. */
class CapBrakeDynamoTests {

    private static final Deadline NONE = Deadline.NONE;

    private static ActionByHand byHand(CapTable table, ActionQueue queue) {
        return new ActionByHand(
                table.store,
                new DynamoFleetWatch(table.local.client(), table.local.name()),
                table.safety,
                (account, now, deadline) -> Optional.empty(),
                queue);
    }

    @ParameterizedTest
    @EnumSource(
            value = Intent.State.class,
            names = {"REQUESTED", "CALLED"})
    void whatAnOpenActionAsksForCountsBeforeItIsSeen(Intent.State state) {
        try (CapTable table = still("{\"mode\":\"zero\"}", "llama")) {
            DeploymentId unseen = new DeploymentId(CapWorld.ACCOUNT, "unseen");
            Usage.Configuration nothing = new Usage.Configuration(null, null, null, Map.of(), null, null);
            say(table, new Usage.Created(unseen, new ShapePart("H100", new GpuCount(1_000), "us"), nothing));
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(30));

            // One GPU at 60 an hour, six minutes and five ahead: 11. Another 11 minutes of it: 22.
            table.sweep();
            assertThat(intent(table, LLAMA)).isEmpty();
            byHand(table, (id, delay) -> {}).scale(unseen, 4, new Word("kim", "x", false), table.world.now(), NONE);
            if (state == Intent.State.CALLED) {
                Intent open = intent(table, unseen).orElseThrow();
                Intent called = open.called(new Saved(0, "{}"), table.world.now());
                assertThat(table.store.advance(open, called, Optional.empty(), Optional.empty(), NONE))
                        .isTrue();
            }
            table.sweep();

            // Four more of them for 11 minutes: 66.
            assertThat(intent(table, unseen).orElseThrow().state()).isEqualTo(state);
            assertThat(intent(table, LLAMA).orElseThrow().cause()).isInstanceOf(Intent.Cause.Cap.class);
        }
    }

    @Test
    void whileACapActsItsSweepsWakeNothingElseOfTheAccount() {
        try (CapTable table = still("{\"mode\":\"zero\",\"wake\":true}", "llama", "mistral")) {
            DeploymentId mistral = new DeploymentId(CapWorld.ACCOUNT, "mistral");
            List<ActionId> orders = new ArrayList<>();
            byHand(table, (id, delay) -> orders.add(id))
                    .scale(mistral, 0, new Word("kim", "x", false), table.world.now(), NONE);
            table.order(orders.getFirst());
            for (int minute = 0; minute < 8; minute++) {
                table.sweep();
                table.pass();
            }
            assertThat(status(table, mistral).rung()).isEqualTo(SweepStatus.Rung.AT_ZERO);
            assertThat(status(table, mistral).heldByCap()).isNull();
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(40));
            Instant asked = table.world.now();
            say(table, new Usage.Rejected(mistral, new Usage.Minutes(asked, asked), 3));
            table.pass();

            table.sweep();

            assertThat(intent(table, LLAMA).orElseThrow().cause()).isInstanceOf(Intent.Cause.Cap.class);
            assertThat(table.store.lastVerdict(mistral, NONE).orElseThrow().sentence())
                    .endsWith("would be woken now, held back by the hard cap of 40.00 USD until 2026-12-01 00:00");

            table.pass();
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(10_000));
            for (int minute = 0; minute < 6; minute++) {
                table.sweep();
                table.pass();
            }

            assertThat(intent(table, mistral).orElseThrow().id().action()).isEqualTo(Action.WAKE);
        }
    }

    /** What has nothing to stop acts only as long as it has to: then what sleeps may be woken again. */
    @Test
    void aCapThatStoppedNothingLetsGoOnceItDoesNotHaveToAct() {
        try (CapTable table = still("{\"mode\":\"zero\"}")) {
            DynamoCapRecords records = new DynamoCapRecords(new Table(table.local.client(), table.local.name()));
            DeploymentId large = new DeploymentId(CapWorld.ACCOUNT, "large");
            Usage.Configuration hundred = new Usage.Configuration(null, null, 100, Map.of(), null, null);
            say(table, new Usage.Created(large, new ShapePart("H100", new GpuCount(1_000), "us"), hundred));
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(1_000));

            // 100 at 60 an hour for 11 minutes: 1100.
            table.sweep();
            assertThat(records.acting(CapWorld.ACCOUNT, table.world.now(), NONE))
                    .contains(new ActingCap("1000.00 USD", Instant.parse("2026-12-01T00:00:00Z")));
            say(
                    table,
                    new Usage.Updated(
                            large, ShapePart.NONE, new Usage.Configuration(null, null, 10, Map.of(), null, null)));
            table.pass();
            table.sweep();

            assertThat(records.acting(CapWorld.ACCOUNT, table.world.now(), NONE))
                    .isEmpty();
        }
    }
}
