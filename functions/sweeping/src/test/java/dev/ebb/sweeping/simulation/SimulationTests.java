package dev.ebb.sweeping.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.metering.GpuTime;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.simulation.Course.Moment;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small histories, reckoned by hand. Times are minutes from midnight; a cold start takes two of them. */
class SimulationTests {

    private static final Policy HALF_HOUR =
            Histories.policy("{\"zeroAfter\":\"PT30M\",\"deleteAfter\":\"PT10H\",\"damping\":false}");

    private static Outcome outcome(Histories history, Policy policy) {
        return history.simulation(Conditions.STANDARD).under(policy).fleet();
    }

    private static List<String> moments(Histories history, Policy policy) {
        return history
                .simulation(Conditions.STANDARD)
                .under(policy)
                .deployments()
                .getFirst()
                .course()
                .moments()
                .stream()
                .map(SimulationTests::words)
                .toList();
    }

    private static String words(Moment moment) {
        return Duration.between(Histories.START, moment.at()).toMinutes() + " " + moment.kind();
    }

    private static GpuTime gpuMinutes(long minutes) {
        return GpuTime.ofMicros(minutes * 60 * 1_000_000);
    }

    @Test
    void whatIdlesGoesToZeroAndComesBackWhenItIsWanted() {
        // Up from 0 to 600, active in 10 and in 200 to 209: idle since 11, off at 41, woken at 200, ready at 202.
        Histories history = Histories.of(600).ran(0, 600, 1).active(10, 11).active(200, 210);

        Outcome outcome = outcome(history, HALF_HOUR);

        assertThat(moments(history, HALF_HOUR)).containsExactly("41 SCALE_DOWN", "200 WAKE", "240 SCALE_DOWN");
        assertThat(outcome.counts()).isEqualTo(new Counts(2, 1, 0, 0, 2, 0));
        assertThat(outcome.recorded().gpuTime()).isEqualTo(gpuMinutes(600));
        // [0, 41) and [202, 240).
        assertThat(outcome.simulated().gpuTime()).isEqualTo(gpuMinutes(41 + 38));
    }

    @Test
    void costFollowsThePriceOfEachInstant() {
        // 7.20 an hour until 540, 3.60 after it: up from 530 to 560, and never idle for long enough.
        Histories history = Histories.of(600).ran(530, 560, 2).active(530, 560);

        Outcome outcome = outcome(history, HALF_HOUR);

        // 2 GPUs x (10 min x 7.20 + 20 min x 3.60) / 60 = 2 x (1.20 + 1.20).
        assertThat(outcome.simulated().cost()).isEqualTo(Fraction.of(new BigDecimal("4.80")));
        assertThat(outcome.simulated()).isEqualTo(outcome.recorded());
    }

    @Test
    void anUpStretchBeginsToTheMillisecondAndTheTickAfterTheWindowDecides() {
        // Up since 0:00.001: 30 minutes are over at 30:00.001, and the next tick is 31.
        Histories history = Histories.of(100).ranMillis(1, 100 * 60_000L, 1000);

        assertThat(moments(history, HALF_HOUR)).containsExactly("31 SCALE_DOWN");
    }

    @Test
    void whatNobodyReportedKeepsItUp() {
        Histories history = Histories.of(100).ran(0, 100, 1).unknown(20, 50);

        assertThat(moments(history, HALF_HOUR)).containsExactly("80 SCALE_DOWN");
    }

    @Test
    void aNewStretchIsIdleFromItsOwnBeginningOnly() {
        // Nothing ran from 20 to 40: idle since 40, not since 0.
        Histories history = Histories.of(100).ran(0, 20, 1).ran(40, 100, 1);

        assertThat(moments(history, HALF_HOUR)).containsExactly("70 SCALE_DOWN");
    }

    @Test
    void whatTheRecordDoesWhileItIsOffHasNoEffectUntilAWake() {
        // Off at 30. The record stops at 60 and starts again at 90; demand comes at 120 only.
        Histories history = Histories.of(200).ran(0, 60, 1).ran(90, 200, 1).active(120, 121);

        Outcome outcome = outcome(history, HALF_HOUR);

        assertThat(moments(history, HALF_HOUR)).containsExactly("30 SCALE_DOWN", "120 WAKE", "152 SCALE_DOWN");
        assertThat(outcome.simulated().gpuTime()).isEqualTo(gpuMinutes(30 + 30));
    }

    @Test
    void aWakeThatFindsNothingRunningFollowsTheRecordFromThenOn() {
        // Off at 30, the record ends at 40; rejected requests wake it at 50, and the record starts a replica at 60.
        Histories history =
                Histories.of(200).ran(0, 40, 1).ran(60, 200, 1).wanted(50, 52).active(60, 61);

        Outcome outcome = outcome(history, HALF_HOUR);

        assertThat(moments(history, HALF_HOUR)).containsExactly("30 SCALE_DOWN", "50 REGRET", "91 SCALE_DOWN");
        // Wanted minutes are demand, and nobody's active minutes waited.
        assertThat(outcome.counts().minutesWaited()).isZero();
        assertThat(outcome.simulated().gpuTime()).isEqualTo(gpuMinutes(30 + 31));
    }

    @Test
    void aWakeAtTheVeryEndOfTheRegretIsARegret() {
        Histories late = Histories.of(200).ran(0, 200, 1).active(91, 92);
        Histories early = Histories.of(200).ran(0, 200, 1).active(90, 91);

        assertThat(moments(early, HALF_HOUR)).startsWith("30 SCALE_DOWN", "90 REGRET");
        assertThat(moments(late, HALF_HOUR)).startsWith("30 SCALE_DOWN", "91 WAKE");
    }

    @Test
    void regretsLengthenTheWindowAndOtherWakesShortenIt() {
        Policy damped = Histories.policy("{\"zeroAfter\":\"PT30M\",\"deleteAfter\":\"PT10H\"}");
        // Off at 30, regretted at 40, ready at 42: now an hour, from 41 the minute's end: 42 + 60 = 102.
        // Woken at 300, which is no regret: half an hour again, ready at 302, off at 332.
        Histories history = Histories.of(400).ran(0, 400, 1).active(40, 41).active(300, 301);

        assertThat(moments(history, damped))
                .containsExactly("30 SCALE_DOWN", "40 REGRET", "102 SCALE_DOWN", "300 WAKE", "332 SCALE_DOWN");
    }

    @Test
    void whatStaysOffIsDeletedBeforeAWakeOfTheSameMinute() {
        Policy policy = Histories.policy("{\"zeroAfter\":\"PT30M\",\"deleteAfter\":\"PT2H\"}");
        // Off at 30: deleted at 150, where the first of three minutes is active.
        Histories history = Histories.of(200).ran(0, 200, 1).active(150, 153);

        Outcome outcome = outcome(history, policy);

        assertThat(moments(history, policy)).containsExactly("30 SCALE_DOWN", "150 DELETION");
        assertThat(outcome.counts()).isEqualTo(new Counts(1, 0, 0, 1, 0, 3));
        assertThat(outcome.simulated().gpuTime()).isEqualTo(gpuMinutes(30));
    }

    @Test
    void aPolicyThatGoesToZeroOnlyDeletesNothing() {
        Policy policy = Histories.policy("{\"mode\":\"zero\",\"zeroAfter\":\"PT30M\",\"deleteAfter\":\"PT2H\"}");
        Histories history = Histories.of(400).ran(0, 400, 1).active(350, 351);

        assertThat(moments(history, policy)).containsExactly("30 SCALE_DOWN", "350 WAKE", "382 SCALE_DOWN");
    }

    @Test
    void aPolicyThatOnlyWarnsDoesNothing() {
        Policy policy = Histories.policy("{\"mode\":\"warn\",\"zeroAfter\":\"PT30M\"}");
        Histories history = Histories.of(400).ran(0, 400, 1);

        assertThat(moments(history, policy)).isEmpty();
    }

    @Test
    void aDryRunIsSimulatedAsIfItActed() {
        Policy policy = Histories.policy("{\"mode\":\"dryRun\",\"zeroAfter\":\"PT30M\"}");
        Histories history = Histories.of(400).ran(0, 400, 1);

        assertThat(moments(history, policy)).containsExactly("30 SCALE_DOWN");
    }

    @Test
    void keepWarmHoldsItUntilItsEnd() {
        Policy policy = Histories.policy("{\"zeroAfter\":\"PT30M\",\"keepWarm\":"
                + "[{\"days\":\"MON\",\"from\":\"00:10\",\"to\":\"01:30\",\"zone\":\"UTC\"}]}");
        Histories history = Histories.of(400).ran(0, 400, 1);

        assertThat(moments(history, policy)).containsExactly("90 SCALE_DOWN");
    }

    @Test
    void aMinimumThatIsNotCoveredIsNeverTakenToZero() {
        Policy covering = Histories.policy("{\"zeroAfter\":\"PT30M\",\"coverMinimum\":true}");
        Histories history = Histories.of(400).ran(0, 400, 1).minimum(1);

        assertThat(moments(history, covering)).containsExactly("30 SCALE_DOWN");
        assertThat(moments(history, HALF_HOUR)).isEmpty();
        assertThat(history.simulation(Conditions.STANDARD)
                        .under(HALF_HOUR)
                        .deployments()
                        .getFirst()
                        .held())
                .contains("its minimum of 1 replica is not covered by the policy");
    }

    @Test
    void aColdStartOfNoTimeLetsNobodyWait() {
        Histories history = Histories.of(200).ran(0, 200, 1).active(100, 101);

        Outcome outcome = history.simulation(new Conditions(Duration.ZERO, Duration.ofHours(1)))
                .under(HALF_HOUR)
                .fleet();

        // [0, 30) and [100, 131).
        assertThat(outcome.counts()).isEqualTo(new Counts(2, 1, 0, 0, 0, 0));
        assertThat(outcome.simulated().gpuTime()).isEqualTo(gpuMinutes(30 + 31));
    }

    @Test
    void howMuchIsKnownIsToldForWhatRan() {
        Histories history = Histories.of(200).ran(10, 60, 1).ran(50, 110, 1).unknown(100, 120);

        assertThat(history.simulation(Conditions.STANDARD).knownMinutes())
                .isEqualTo(new SimulationReport.KnownMinutes(100, 90));
    }

    @Test
    void nothingIsDecidedAtTheEndOfTheHistory() {
        Histories history = Histories.of(30).ran(0, 30, 1);

        assertThat(moments(history, HALF_HOUR)).isEmpty();
    }
}
