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
import dev.ebb.metering.Identity;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.actions.ActionByHand;
import dev.ebb.sweeping.actions.ActionByHand.Word;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A cap, and what goes wrong with single deployments of its account: the others are stopped all the same, and it is told. */
class CapTroubleDynamoTests {

    private static final Deadline NONE = Deadline.NONE;
    private static final String ZERO = "{\"mode\":\"zero\"}";

    private static DeploymentId id(String name) {
        return new DeploymentId(CapWorld.ACCOUNT, name);
    }

    private static void write(CapTable table, DeploymentId id, String item, String attribute, String value) {
        table.local
                .client()
                .updateItem(update -> update.tableName(table.local.name())
                        .key(Map.of(
                                "pk", AttributeValue.fromS("SWEEP " + id.account() + " " + id.name()),
                                "sk", AttributeValue.fromS(item)))
                        .updateExpression("SET #a = :v")
                        .expressionAttributeNames(Map.of("#a", attribute))
                        .expressionAttributeValues(Map.of(":v", AttributeValue.fromS(value))));
    }

    private static Optional<ActingCap> acting(CapTable table) {
        return new DynamoCapRecords(new Table(table.local.client(), table.local.name()))
                .acting(CapWorld.ACCOUNT, table.world.now(), NONE);
    }

    private static void announce(CapTable table, String name, int most) {
        say(
                table,
                new Usage.Created(
                        id(name),
                        new ShapePart("H100", new GpuCount(1_000), "us"),
                        new Usage.Configuration(null, null, most, Map.of(), null, null)));
    }

    private static void bound(CapTable table, String name, int most) {
        say(
                table,
                new Usage.Updated(
                        id(name), ShapePart.NONE, new Usage.Configuration(null, null, most, Map.of(), null, null)));
    }

    @Test
    void oneThatCanNotBeReadIsNamedAndTheOthersAreStopped() {
        List<String> names = IntStream.range(0, 10).mapToObj(i -> "d" + i).toList();
        try (CapTable table = still(ZERO, names.toArray(String[]::new))) {
            write(table, id("d3"), "STATUS", "rung", "{\"broken");
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);

            table.sweep();

            assertThat(names)
                    .filteredOn(name -> intent(table, id(name)).isEmpty())
                    .containsExactly("d3");
            assertThat(table.warnings)
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.sentence())
                            .contains("not stopped: d3, held by what can't be read of it: "));
            assertThat(table.log.toString(StandardCharsets.UTF_8).lines())
                    .anySatisfy(line -> assertThat(line).contains("\"looked\"", "\"found\":1,", "\"cap\":\"acme\""))
                    .anySatisfy(line -> assertThat(line).contains("\"could not look\"", "\"deployment\":\"d3\""));
        }
    }

    @Test
    void whatAnActionThatCanNotBeReadAsksForCountsAsWhatWasAnnouncedAtMost() {
        try (CapTable table = still(ZERO, "llama")) {
            announce(table, "unseen", 4);
            ActionByHand byHand = new ActionByHand(
                    table.store,
                    new DynamoFleetWatch(table.local.client(), table.local.name()),
                    table.safety,
                    (account, now, deadline) -> Optional.empty(),
                    (order, delay) -> {});
            byHand.scale(id("unseen"), 1, new Word("kim", "x", false), table.world.now(), NONE);
            write(table, id("unseen"), "INTENT 000000000001", "state", "{\"broken");
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(60));

            table.sweep();

            // One GPU at 60 an hour, six minutes and five ahead: 11. Five of them for 11 minutes: 66.
            assertThat(intent(table, LLAMA)).isPresent();
            assertThat(table.log.toString(StandardCharsets.UTF_8).lines())
                    .anySatisfy(line -> assertThat(line).contains("\"could not look\"", "\"deployment\":\"unseen\""));
        }
    }

    @Test
    void oneThatCanNotBeReadHoldsUpNoOtherWhenTheBudgetIsSetAnewAndIsLetGoOfLater() {
        try (CapTable table = still(ZERO, "llama", "mistral")) {
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);
            for (int minute = 0; minute < 12; minute++) {
                table.sweep();
                table.pass();
            }
            assertThat(status(table, LLAMA).heldByCap()).isNotNull();
            assertThat(acting(table)).isPresent();
            write(table, id("mistral"), "STATUS", "rung", "{\"broken");
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(10_000));

            table.sweep();

            assertThat(status(table, LLAMA).heldByCap()).isNull();
            assertThat(acting(table)).isEmpty();
            table.pass();
            write(table, id("mistral"), "STATUS", "rung", "AT_ZERO");
            table.sweep();
            assertThat(status(table, id("mistral")).heldByCap()).isNull();
        }
    }

    @Test
    void whatIsHeldIsToldThoughTheOrderOfAnotherCanNotBeSent() {
        try (CapTable table = still(ZERO, "llama", "mistral")) {
            Instant now = table.world.now();
            Pin pin = new Pin("ada", "a demo", now, now.plus(Duration.ofDays(1)));
            table.store.pin(id("mistral"), Optional.of(pin), "ada", now, NONE);
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);
            table.jammed = true;

            table.sweep();

            assertThat(intent(table, LLAMA)).isPresent();
            assertThat(table.warnings)
                    .singleElement()
                    .satisfies(warning ->
                            assertThat(warning.sentence()).contains("not stopped: mistral, held by a pin of ada"));
            assertThat(table.legs).extracting(leg -> leg.cap()).containsExactly(Optional.of(CapWorld.ACCOUNT));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBrakeOutlastsAStopThatWasBegunAndNoneThatWasAbandoned(boolean abandoned) {
        try (CapTable table = still(ZERO, "llama")) {
            announce(table, "large", 100);
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(1_000));

            // 100 at 60 an hour for 11 minutes: 1100.
            table.jammed = true;
            table.sweep();
            table.jammed = false;
            table.pass();
            table.safety.kill(abandoned, "ops", "maintenance", table.world.now(), NONE);
            table.sweep();
            assertThat(intent(table, LLAMA).orElseThrow().state())
                    .isEqualTo(abandoned ? Intent.State.ABANDONED : Intent.State.CALLED);
            assertThat(acting(table)).isPresent();
            table.pass();
            table.safety.kill(false, "ops", "done", table.world.now(), NONE);
            bound(table, "large", 1);
            table.sweep();

            assertThat(intent(table, LLAMA).orElseThrow().id().action()).isEqualTo(Action.SCALE_TO_ZERO);
            assertThat(acting(table).isEmpty()).isEqualTo(abandoned);
        }
    }

    @Test
    void theBrakeLetsGoAfterAStopThatWasOvertaken() {
        CapWorld world = new CapWorld(
                new Worlds.Still(),
                false,
                Instant.parse("2026-11-15T10:00:00Z"),
                List.of(new CapWorld.Price(Instant.parse("2026-01-01T00:00:00Z"), BigDecimal.valueOf(60))));
        world.surgeTo(world.add("llama", 1_000, 1, true, 1), 1);
        CapWorld.Runs large = world.add("large", 1_000, 100, true, 0);
        for (int tick = 0; tick < 36; tick++) {
            world.tick();
        }
        CapRun run = new CapRun(world, BigDecimal.valueOf(1_000), ZERO);
        run.store.overtakes = true;

        assertThat(run.sweep().stopped()).isZero();
        assertThat(run.records.acting(CapWorld.ACCOUNT, world.now(), NONE)).isPresent();
        run.store.overtakes = false;
        run.meters.hear(new UsageEvent(
                new Identity(CapWorld.ACCOUNT, "urn:owner", "smaller"),
                world.now(),
                Sequence.ABSENT,
                new Usage.Created(
                        large.id,
                        new ShapePart("H100", new GpuCount(1_000), "us"),
                        new Usage.Configuration(null, null, 1, Map.of(), null, null))));

        assertThat(run.sweep().stopped()).isZero();
        assertThat(run.records.acting(CapWorld.ACCOUNT, world.now(), NONE)).isEmpty();
    }
}
