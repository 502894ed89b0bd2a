package dev.ebb.sweeping.caps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CapSweepDynamoTests {

    private static final Instant BEGIN = Instant.parse("2026-11-15T10:00:00Z");
    private static final String ZERO = "{\"mode\":\"zero\"}";
    private static final CapWorld.Price PRICE =
            new CapWorld.Price(Instant.parse("2026-01-01T00:00:00Z"), BigDecimal.valueOf(60));
    static final DeploymentId LLAMA = new DeploymentId(CapWorld.ACCOUNT, "llama");

    /** Until nothing runs, or for 90 minutes; caps are from a quarter of an hour at the ceiling to half of one. */
    private static int simulate(long seed) {
        CapWorld world = Worlds.random(seed, BEGIN);
        try (CapTable table = new CapTable(world, ZERO)) {
            BigDecimal cap = Worlds.cap(world, new Random(~seed), 25, 50);
            table.cap(CapWorld.ACCOUNT, cap);
            for (int minute = 0; minute < 90; minute++) {
                table.sweep();
                table.pass();
                assertThat(world.spent()).as("seed %d, minute %d", seed, minute).isLessThanOrEqualTo(Fraction.of(cap));
                if (world.fleet.stream().allMatch(runs -> runs.stopped)) {
                    break;
                }
            }
            assertThat(table.warnings).isEmpty();
            assertThat(table.legs).isEmpty();
            return Math.toIntExact(
                    world.fleet.stream().filter(runs -> runs.stopped).count());
        }
    }

    @Test
    void onTheTableTooFleetsNeverSpendMoreThanTheirCaps() {
        assertThat(simulate(0) + simulate(1)).isPositive();
    }

    @Test
    @Tag("thorough")
    void onTheTableTooManyFleetsNeverSpendMoreThanTheirCaps() {
        int stopped = 0;
        for (long seed = 100; seed < 125; seed++) {
            stopped += simulate(seed);
        }

        assertThat(stopped).isGreaterThan(25);
    }

    static CapTable still(String policy, String... deployments) {
        CapWorld world = new CapWorld(new Worlds.Still(), false, BEGIN, List.of(PRICE));
        for (String name : deployments) {
            world.surgeTo(world.add(name, 1_000, 1, true, 1), 1);
        }
        CapTable table = new CapTable(world, policy);
        for (int minute = 0; minute < 6; minute++) {
            table.pass();
        }
        table.meter();
        return table;
    }

    static Optional<Intent> intent(CapTable table, DeploymentId id) {
        return table.store.intents(id, 1, Deadline.NONE).stream().findFirst();
    }

    static SweepStatus status(CapTable table, DeploymentId id) {
        return table.store.kept(id, Deadline.NONE).status().orElseThrow();
    }

    @Test
    void aSweepThatIsDoneTwiceStopsOnceAndOnlyAsManyAsAreNeeded() {
        try (CapTable table = still(ZERO, "llama", "mistral")) {
            // Two GPUs at 60 an hour, six minutes and five ahead: 22. At most 120 an hour for 11 minutes: 22 more.
            table.cap(CapWorld.ACCOUNT, new BigDecimal("43.50"));

            table.sweep();
            table.sweep();

            // One of them a minute less is 1: 43 is enough. By name, for all else is equal.
            Intent marked = intent(table, LLAMA).orElseThrow();
            assertThat(marked.id().mark()).isEqualTo(1);
            assertThat(marked.cause()).isEqualTo(new Intent.Cause.Cap(table.world.now()));
            assertThat(marked.state()).isEqualTo(Intent.State.CALLED);
            assertThat(marked.deadline()).isEqualTo(table.world.now().plus(Duration.ofMinutes(5)));
            assertThat(marked.reason())
                    .isEqualTo("the hard cap of 43.50 USD for 2026-11: at most 22.00 USD have accrued,"
                            + " and what runs could pass it before it is stopped");
            assertThat(status(table, LLAMA).heldByCap()).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
            assertThat(intent(table, new DeploymentId(CapWorld.ACCOUNT, "mistral")))
                    .isEmpty();
            assertThat(table.store.audit(LLAMA, 10, Deadline.NONE))
                    .anyMatch(entry -> entry.by().startsWith("hard cap"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"mode\":\"dryRun\"}", "{\"mode\":\"warn\"}", "kill switch", "breaker", "pin"})
    void whatHoldsItIsToldOnceAnHourAndStandsInTheAudit(String what) {
        try (CapTable table = still(what.startsWith("{") ? what : ZERO, "llama")) {
            Instant now = table.world.now();
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);
            switch (what) {
                case "kill switch" -> table.safety.kill(true, "ops", "maintenance", now, Deadline.NONE);
                case "breaker" -> table.safety.open("restores", now, Deadline.NONE);
                case "pin" ->
                    table.store.pin(
                            LLAMA,
                            Optional.of(new Pin("ada", "a demo", now, now.plus(Duration.ofDays(1)))),
                            "ada",
                            now,
                            Deadline.NONE);
                default -> {}
            }

            for (int minute = 0; minute < 61; minute++) {
                if (minute % 10 == 0) {
                    table.sweep();
                }
                table.pass();
            }

            assertThat(intent(table, LLAMA).filter(intent -> !intent.dryRun())).isEmpty();
            assertThat(table.warnings).hasSize(2);
            assertThat(table.warnings)
                    .allSatisfy(warning -> assertThat(warning.sentence())
                            .startsWith(
                                    "the hard cap of 1.00 USD for 2026-11 is not kept: not stopped: llama, held by ")
                            .containsPattern("it will be passed at |it may have been reached by "));
            assertThat(table.warnings.getLast().sentence()).contains("it may have been reached by 2026-11-15T11:");
            assertThat(table.store.audit(LLAMA, 20, Deadline.NONE).stream()
                            .filter(entry -> entry.what().contains("is not kept")))
                    .hasSize(2);
        }
    }

    @Test
    void whatACapStoppedIsNotWokenBeforeSomebodySetsTheBudgetAnew() {
        try (CapTable table = still("{\"mode\":\"zero\",\"wake\":true}", "llama")) {
            String target = "{\"type\":\"bus\",\"wakes\":true}";
            say(
                    table,
                    new Usage.Updated(
                            LLAMA, ShapePart.NONE, new Usage.Configuration(null, null, null, Map.of(), target, null)));
            table.cap(CapWorld.ACCOUNT, BigDecimal.TEN);
            for (int minute = 0; minute < 15; minute++) {
                table.sweep();
                table.pass();
                if (minute == 1) {
                    Instant meanwhile = table.world.now();
                    say(table, new Usage.Rejected(LLAMA, new Usage.Minutes(meanwhile, meanwhile), 3));
                }
            }
            assertThat(intent(table, LLAMA).orElseThrow().id()).isEqualTo(new ActionId(LLAMA, 1, Action.SCALE_TO_ZERO));
            assertThat(table.world.anyRuns()).isFalse();

            Instant asked = table.world.now();
            say(table, new Usage.Rejected(LLAMA, new Usage.Minutes(asked, asked), 3));
            table.pass();
            table.sweep();

            assertThat(intent(table, LLAMA).orElseThrow().id().action()).isEqualTo(Action.SCALE_TO_ZERO);
            assertThat(status(table, LLAMA).rung()).isEqualTo(SweepStatus.Rung.AT_ZERO);
            List<RecordedVerdict> verdicts =
                    table.store.verdicts(LLAMA, BEGIN, BEGIN.plus(Duration.ofDays(1)), Deadline.NONE);
            assertThat(verdicts.getLast().would()).isEqualTo("WAKE");
            assertThat(verdicts.getLast().held()).isEqualTo("the hard cap of 10.00 USD until 2026-12-01 00:00");

            table.pass();
            table.cap(CapWorld.ACCOUNT, BigDecimal.valueOf(1_000));
            table.sweep();

            assertThat(status(table, LLAMA).heldByCap()).isNull();
            assertThat(intent(table, LLAMA).orElseThrow().id().action()).isEqualTo(Action.WAKE);
        }
    }

    private static int said;

    static void say(CapTable table, Usage usage) {
        table.hear(List.of(new UsageEvent(
                new Identity(CapWorld.ACCOUNT, "urn:owner", "said" + said++),
                table.world.now(),
                Sequence.ABSENT,
                usage)));
    }

    @Test
    void anAccountThatCanNotBeLookedAtHoldsUpNobodyAndIsTriedAgain() {
        try (CapTable table = still(ZERO, "llama")) {
            table.cap("aaa", BigDecimal.ONE);
            table.local
                    .client()
                    .updateItem(update -> update.tableName(table.local.name())
                            .key(Map.of(
                                    "pk", AttributeValue.fromS("ACCOUNT aaa"),
                                    "sk", AttributeValue.fromS("BUDGET account")))
                            .updateExpression("SET cap = :c")
                            .expressionAttributeValues(Map.of(":c", AttributeValue.fromS("no number"))));
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);

            table.sweep();

            assertThat(intent(table, LLAMA)).isPresent();
            assertThat(table.legs).extracting(leg -> leg.cap()).containsExactly(Optional.of("aaa"));
            assertThat(table.sweepQueue()).contains("m0");
        }
    }

    @Test
    void manyAccountsGoToTheQueueEach() {
        try (CapTable table = still(ZERO, "llama")) {
            for (int i = 0; i < 25; i++) {
                table.cap("other" + i, BigDecimal.ONE);
            }
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);

            table.sweep();

            assertThat(table.legs).hasSize(26);
            assertThat(intent(table, LLAMA)).isEmpty();
            assertThat(table.sweepQueue()).doesNotContain("m0");
            assertThat(intent(table, LLAMA)).isPresent();
        }
    }

    @Test
    void whoHasNoCapAnyMoreIsNotStopped() {
        try (CapTable table = still(ZERO, "llama")) {
            table.cap(CapWorld.ACCOUNT, BigDecimal.ONE);
            table.budgets.remove(CapWorld.ACCOUNT, new Scope.Account(), table.world.now(), Deadline.NONE);

            table.sweep();

            assertThat(intent(table, LLAMA)).isEmpty();
        }
    }
}
