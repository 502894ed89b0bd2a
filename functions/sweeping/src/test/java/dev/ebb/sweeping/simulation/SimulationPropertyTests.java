package dev.ebb.sweeping.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.sweeping.policy.Policy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The simulation against a slow one that shares nothing with it, on random histories. A seed makes a history. */
class SimulationPropertyTests {

    private static final int LENGTH = 1800;

    static Histories random(Random random) {
        Histories history = Histories.of(LENGTH);
        int replicas = 1 + random.nextInt(4);
        for (int i = 0; i < replicas; i++) {
            long from =
                    random.nextBoolean() ? random.nextInt(LENGTH / 2) * 60_000L : random.nextInt(60_000 * LENGTH / 2);
            long to = from + 1 + random.nextInt(60_000 * LENGTH / 2);
            history.ranMillis(from, to, 1 + random.nextInt(16_000));
        }
        for (int i = random.nextInt(25); i > 0; i--) {
            int from = random.nextInt(LENGTH);
            int to = Math.min(LENGTH, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 90));
            switch (random.nextInt(6)) {
                case 0 -> history.unknown(from, to);
                case 1 -> history.wanted(from, Math.min(to, from + 5));
                default -> history.active(from, to);
            }
        }
        return history;
    }

    static Policy randomPolicy(Random random, String mode) {
        String warm = switch (random.nextInt(3)) {
            case 0 ->
                ",\"keepWarm\":[{\"days\":\"MON-FRI\",\"from\":\"%02d:00\",\"to\":\"%02d:30\",\"zone\":\"%s\"}]"
                        .formatted(
                                random.nextInt(24), random.nextInt(24), random.nextBoolean() ? "UTC" : "Asia/Kolkata");
            default -> "";
        };
        return Histories.policy("{\"mode\":\"" + mode + "\",\"wake\":true,\"zeroAfter\":\"PT"
                + (5 + random.nextInt(random.nextBoolean() ? 10 : 120)) + "M\",\"deleteAfter\":\"PT"
                + (60 + random.nextInt(900)) + "M\",\"damping\":" + random.nextBoolean() + warm + "}");
    }

    private static Conditions randomConditions(Random random) {
        return new Conditions(
                Duration.ofMillis(random.nextBoolean() ? random.nextInt(400_000) : 120_000),
                Duration.ofMinutes(random.nextInt(150)));
    }

    @Property(tries = 400)
    void itAgreesWithOneThatLooksAtEveryMinute(@ForAll long seed) {
        Random random = new Random(seed);
        Histories history = random(random);
        Policy policy = randomPolicy(random, "delete");
        Conditions conditions = randomConditions(random);

        Outcome fleet = history.simulation(conditions).under(policy).fleet();

        MinuteByMinute slow = new MinuteByMinute(history, policy, conditions);
        assertThat(fleet.counts()).isEqualTo(slow.counts());
        assertThat(fleet.simulated().gpuTime().microGpuSeconds()).isEqualTo(slow.microsBefore.add(slow.microsAfter));
        // 7.20 an hour is 2 millionths a micro-GPU-second less a thousand: 7.20 / 3,600,000,000 = 2 / 10^9.
        assertThat(fleet.simulated().cost())
                .isEqualTo(new Fraction(
                        slow.microsBefore.multiply(BigInteger.TWO).add(slow.microsAfter), BigInteger.TEN.pow(9)));
    }

    @Property(tries = 100)
    void nothingRunsThatDidNotRun(@ForAll long seed) {
        Random random = new Random(seed);
        Histories history = random(random);

        Outcome fleet = history.simulation(randomConditions(random))
                .under(randomPolicy(random, "delete"))
                .fleet();

        assertThat(fleet.simulated().gpuTime())
                .isLessThanOrEqualTo(fleet.recorded().gpuTime());
        assertThat(fleet.simulated().cost())
                .isLessThanOrEqualTo(fleet.recorded().cost());
    }

    @Test
    void theRandomHistoriesLeadToEverything() {
        Counts sum = Counts.NONE;

        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Histories history = random(random);
            sum = sum.plus(history.simulation(Conditions.STANDARD)
                    .under(randomPolicy(random, "delete"))
                    .fleet()
                    .counts());
        }

        assertThat(sum.scaleDowns()).isGreaterThan(50);
        assertThat(sum.wakes()).isGreaterThan(50);
        assertThat(sum.regrets()).isGreaterThan(10);
        assertThat(sum.deletions()).isGreaterThan(5);
        assertThat(sum.minutesWaited()).isGreaterThan(50);
        assertThat(sum.minutesLost()).isGreaterThan(5);
    }
}
