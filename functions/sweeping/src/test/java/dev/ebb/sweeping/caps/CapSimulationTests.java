package dev.ebb.sweeping.caps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Pin;
import dev.ebb.sweeping.sweeps.Safety;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CapSimulationTests {

    private static final Instant BEGIN = Instant.parse("2026-11-15T10:00:00Z");
    private static final String ZERO = "{\"mode\":\"zero\"}";
    private static final int TICKS_A_SWEEP = 6;
    private static final int LONGEST_MINUTES = 8 * 60;

    private record Ended(CapRun run, long stopped, long fleet) {}

    /** Until nothing runs any more, or for eight hours. Seeds that three divides surge right after a look that did nothing. */
    private static Ended simulate(long seed) {
        CapWorld world = Worlds.random(seed, BEGIN);
        Random random = new Random(~seed);
        CapRun run = new CapRun(world, Worlds.cap(world, random, 25, 400), ZERO);
        long stopped = 0;
        boolean surged = false;
        for (int minute = 0; minute < LONGEST_MINUTES; minute++) {
            long now = run.sweep().stopped();
            stopped += now;
            if (seed % 3 == 0 && now == 0 && !surged && isClose(run)) {
                world.surge();
                surged = true;
            }
            for (int tick = 0; tick < TICKS_A_SWEEP; tick++) {
                world.tick();
            }
            assertThat(world.spent())
                    .as("seed %d, minute %d: %s", seed, minute, world.now())
                    .isLessThanOrEqualTo(run.cap);
            if (stopped == world.fleet.size() && !world.anyRuns()) {
                break;
            }
        }
        return new Ended(run, stopped, world.fleet.size());
    }

    /** Two thirds of the cap are spent. */
    private static boolean isClose(CapRun run) {
        return run.world.spent().times(Fraction.of(3)).compareTo(run.cap.times(Fraction.of(2))) > 0;
    }

    private static void simulate(int from, int to) {
        int acted = 0;
        for (int seed = from; seed < to; seed++) {
            Ended ended = simulate(seed);
            acted += ended.stopped() > 0 ? 1 : 0;
            assertThat(ended.run().warnings).as("seed " + seed).isEmpty();
            assertThat(ended.run().orders.stream().distinct().count()).isLessThanOrEqualTo(ended.fleet());
        }
        // Most of them come to their caps: a test in which caps never act shows nothing.
        assertThat(acted).isGreaterThan((to - from) * 3 / 4);
    }

    @Test
    void randomFleetsNeverSpendMoreThanTheirCaps() {
        simulate(0, 40);
    }

    @Test
    @Tag("thorough")
    void aThousandRandomFleetsNeverSpendMoreThanTheirCaps() {
        simulate(0, 1_000);
    }

    /** Tokens can't be stopped: once no GPU runs they go on, and the warning says when they will pass the cap. */
    @Test
    void whatTokensCostCountsAndWhatRunsIsStoppedInTimeForIt() {
        for (long seed = 0; seed < 4; seed++) {
            CapWorld world = Worlds.random(seed, BEGIN);
            BigDecimal gpus = Worlds.cap(world, new Random(~seed), 25, 100);
            // A dollar's worth a minute: 60 an hour, and 1440 in the day before.
            BigDecimal cap = gpus.add(BigDecimal.valueOf(1_440 + 60));
            CapRun run = new CapRun(world, cap, ZERO);
            world.useTokens(1_000_000 / TICKS_A_SWEEP, run.meters);
            for (int minute = 0; minute < LONGEST_MINUTES && (minute < 6 || world.anyRuns()); minute++) {
                run.sweep();
                for (int tick = 0; tick < TICKS_A_SWEEP; tick++) {
                    world.tick();
                }
                assertThat(world.spent()).as("seed %d, minute %d", seed, minute).isLessThanOrEqualTo(run.cap);
            }
            for (int minute = 0; minute < 3_000 && world.spent().compareTo(run.cap) <= 0; minute++) {
                run.sweep();
                for (int tick = 0; tick < TICKS_A_SWEEP; tick++) {
                    world.tick();
                }
            }

            assertThat(world.anyRuns()).as("seed %d", seed).isFalse();
            assertThat(run.warnings.getFirst().sentence())
                    .contains("what is left can't be stopped", "it will be passed at 2026-11-15T");
        }
    }

    @Test
    void whatHoldsACapHoldsItAndIsSaidOnceAnHour() {
        Safety.Stop stop = new Safety.Stop(BEGIN, "ops", "maintenance");
        Safety.State killed = new Safety.State(Optional.empty(), Optional.of(stop));
        Safety.State open = new Safety.State(Optional.of(stop), Optional.empty());

        for (int seed = 0; seed < 4; seed++) {
            holds(seed, "{\"mode\":\"dryRun\"}", Safety.State.CLEAR, false, "held by mode dryRun");
            holds(seed, "{\"mode\":\"warn\"}", Safety.State.CLEAR, false, "held by mode warn");
            holds(seed, "{\"mode\":\"nonsense\"}", Safety.State.CLEAR, false, "held by an invalid policy");
            holds(seed, ZERO, killed, false, "held by kill switch: maintenance");
            holds(seed, ZERO, open, false, "held by breaker: maintenance");
            holds(seed, ZERO, Safety.State.CLEAR, true, "held by a pin of ada");
        }
    }

    private static void holds(long seed, String policy, Safety.State safety, boolean pinned, String said) {
        CapWorld world = Worlds.random(seed, BEGIN);
        CapRun run = new CapRun(world, BigDecimal.ONE, policy);
        run.safety = safety;
        if (pinned) {
            Pin pin = new Pin("ada", "a demonstration", BEGIN, BEGIN.plus(Duration.ofDays(1)));
            world.fleet.forEach(runs -> run.store.pins.put(runs.id, pin));
        }
        world.surge();

        for (int minute = 0; minute < 180; minute++) {
            assertThat(run.sweep().stopped()).isZero();
            for (int tick = 0; tick < TICKS_A_SWEEP; tick++) {
                world.tick();
            }
        }

        assertThat(world.spent()).isGreaterThan(run.cap);
        assertThat(run.store.intents).isEmpty();
        assertThat(run.warnings).hasSizeBetween(2, 3);
        assertThat(run.warnings)
                .allSatisfy(warning -> assertThat(warning.sentence())
                        .contains("the hard cap of 1.00 USD for 2026-11 is not kept", said, " 2026-11-15T1"));
        assertThat(run.warnings.getLast().sentence())
                .contains("it may have been reached by 2026-11-15T1")
                .doesNotContain("will be passed");
        assertThat(run.warnings.stream().map(warning -> warning.id()).distinct())
                .hasSameSizeAs(run.warnings);
        assertThat(run.audit.getFirst())
                .isEqualTo("the hard cap of 1.00 USD acts: nothing is woken or scaled up before 2026-12-01T00:00:00Z");
        assertThat(run.audit.subList(1, run.audit.size()))
                .containsExactlyElementsOf(
                        run.warnings.stream().map(warning -> warning.sentence()).toList());
    }

    @Test
    void aReasonThatWasNotToldYetIsToldAtOnceAndTheOthersOnceAnHour() {
        CapWorld.Price price = new CapWorld.Price(Instant.parse("2026-01-01T00:00:00Z"), BigDecimal.valueOf(60));
        CapWorld world = new CapWorld(new Worlds.Still(), false, BEGIN, List.of(price));
        CapWorld.Runs llama = world.add("llama", 1_000, 1, true, 1);
        world.surgeTo(llama, 1);
        CapRun run = new CapRun(world, BigDecimal.ONE, ZERO);
        run.store.pins.put(llama.id, new Pin("ada", "a demo", BEGIN, BEGIN.plus(Duration.ofDays(1))));

        sweeps(run, 10);
        assertThat(run.warnings).hasSize(1);
        run.safety = new Safety.State(Optional.empty(), Optional.of(new Safety.Stop(BEGIN, "ops", "maintenance")));
        run.sweep();
        assertThat(run.warnings).hasSize(2);
        assertThat(run.warnings.getLast().sentence()).contains("held by kill switch: maintenance");
        run.safety = Safety.State.CLEAR;
        sweeps(run, 50);
        assertThat(run.warnings).as("both were told").hasSize(2);
        sweeps(run, 15);
        assertThat(run.warnings).as("an hour after the last").hasSize(3);
        assertThat(run.warnings.getLast().sentence()).contains("held by a pin of ada");
    }

    private static void sweeps(CapRun run, int minutes) {
        for (int minute = 0; minute < minutes; minute++) {
            run.sweep();
            for (int tick = 0; tick < TICKS_A_SWEEP; tick++) {
                run.world.tick();
            }
        }
    }

    /**
     * One GPU at 60 an hour that may become four. It is one until 10:28, and then, right after the look of 10:28 that did
     * nothing, four; the stop takes all its five minutes, and each event all its five.
     */
    @Test
    void theWorstMomentComputedByHand() {
        CapWorld.Price price = new CapWorld.Price(Instant.parse("2026-01-01T00:00:00Z"), BigDecimal.valueOf(60));
        CapWorld world = new CapWorld(new Worlds.Still(), true, BEGIN, List.of(price));
        CapWorld.Runs llama = world.add("llama", 1_000, 4, true, 1);
        DeploymentId id = llama.id;
        world.surgeTo(llama, 1);
        CapRun run = new CapRun(world, BigDecimal.valueOf(78), ZERO);

        List<Instant> marked = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            if (run.sweep().stopped() > 0) {
                marked.add(world.now());
            }
            if (minute == 28) {
                world.surgeTo(llama, 4);
            }
            for (int tick = 0; tick < TICKS_A_SWEEP; tick++) {
                world.tick();
            }
        }

        // The ceiling is 240 an hour: 44 in 11 minutes, so it acts when 34 may have accrued. One GPU accrues 1 a
        // minute,
        // and counts for 5 minutes ahead: at 10:28 that is 33, at 10:29 it is 34.
        assertThat(marked).containsExactly(Instant.parse("2026-11-15T10:29:00Z"));
        assertThat(run.store.intents.get(id).deadline()).isEqualTo(Instant.parse("2026-11-15T10:34:00Z"));
        // 28 minutes of one and, until 10:34, 6 of four: 28 + 24 = 52. Had nobody heard by 10:28 of four since 10:23,
        // it
        // would have been 23 + 44 = 67.
        assertThat(world.spent()).isEqualTo(Fraction.of(52));
        assertThat(run.store.statuses.get(id).heldByCap()).isEqualTo(CapRun.PERIOD.to());
        assertThat(run.warnings).isEmpty();
    }
}
