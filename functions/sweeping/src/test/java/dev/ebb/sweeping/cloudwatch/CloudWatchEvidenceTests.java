package dev.ebb.sweeping.cloudwatch;

import static dev.ebb.sweeping.cloudwatch.WatchedFleet.CONCURRENCY;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.FROM;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.INVOCATIONS;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.NO_CAPACITY;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.SETTLED;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.TO;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.isQuiet;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.minute;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.reported;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.sweeping.cloudwatch.MetricDataServer.Query;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What CloudWatch's values mean. */
class CloudWatchEvidenceTests {

    private final WatchedFleet fleet = new WatchedFleet();
    private final Metrics component = fleet.component("llama");
    private final Metrics targetGroup = fleet.targetGroup("llama");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static boolean isActive(Answer answer, int minute) {
        return answer.minutes().isActive(ActivityMinutes.minuteOf(minute(minute)));
    }

    private static boolean isReported(Answer answer, int minute) {
        return answer.minutes().isReported(ActivityMinutes.minuteOf(minute(minute)));
    }

    @Test
    void aComponentThatRunsWithoutRequestsIsQuietForTheGpuMetricIsItsWitness() {
        fleet.runsQuietly(component);

        Answer answer = fleet.ask(component);

        assertThat(isQuiet(answer)).isTrue();
        assertThat(answer.data())
                .containsExactly(
                        "AWS/SageMaker Invocations Sum: a value in 0 of 60 minutes, above 0 in 0",
                        "AWS/SageMaker ConcurrentRequestsPerCopy Maximum: a value in 0 of 60 minutes, above 0 in 0",
                        "AWS/SageMaker NoCapacityInvocationFailures Sum: a value in 0 of 60 minutes, above 0 in 0",
                        "/aws/sagemaker/InferenceComponents GPUUtilizationNormalized Maximum: a value in 60 of 60 minutes,"
                                + " above 0 in 0",
                        "CloudWatch could see 60 of 60 minutes; the last 5 do not count");
    }

    @Test
    void aSilentSourceWithoutAWitnessReportsNothing() {
        Answer ofComponent = fleet.ask(component);
        Answer ofTargetGroup = fleet.ask(targetGroup);

        assertThat(reported(ofComponent)).isZero();
        assertThat(reported(ofTargetGroup)).isZero();
    }

    @Test
    void aGapOfTheWitnessIsAMinuteThatIsNotReported() {
        fleet.runs(component, 0, 30, "0.0");
        fleet.runs(component, 31, 60, "0.0");

        Answer answer = fleet.ask(component);

        assertThat(isReported(answer, 29)).isTrue();
        assertThat(isReported(answer, 30)).isFalse();
        assertThat(isReported(answer, 31)).isTrue();
        assertThat(reported(answer)).isEqualTo(SETTLED - 1);
    }

    @Test
    void aMetricsServiceThatAnswersAnHourLateReportsNothingOfTheHour() {
        fleet.runs(component, -60, 0, "0.0");
        fleet.counts(component, INVOCATIONS, -1, "7");

        Answer answer = fleet.evidence()
                .ask(List.of(component), minute(-60), TO, Deadline.NONE)
                .get(component.deployment());

        assertThat(answer.failures()).isEmpty();
        assertThat(isReported(answer, -1)).isTrue();
        assertThat(reported(answer)).isZero();
    }

    @Test
    void requestsMakeAMinuteActive() {
        fleet.runsQuietly(component);
        fleet.counts(component, INVOCATIONS, 12, "3");

        Answer answer = fleet.ask(component);

        assertThat(isActive(answer, 12)).isTrue();
        assertThat(isActive(answer, 11)).isFalse();
        assertThat(isActive(answer, 13)).isFalse();
    }

    @Test
    void aCountOfZeroIsNoTraffic() {
        fleet.runsQuietly(component);
        fleet.counts(component, INVOCATIONS, 12, "0");
        fleet.counts(component, CONCURRENCY, 12, "0.0");

        assertThat(isQuiet(fleet.ask(component))).isTrue();
    }

    @Test
    void aRequestThatRunsForLongIsSeenByConcurrencyAlone() {
        fleet.runsQuietly(component);
        fleet.counts(component, INVOCATIONS, 3, "1");
        for (int i = 3; i < 40; i++) {
            fleet.counts(component, CONCURRENCY, i, "0.2");
        }

        Answer answer = fleet.ask(component);

        assertThat(isActive(answer, 39)).isTrue();
        assertThat(isActive(answer, 40)).isFalse();
    }

    @Test
    void whatFoundNoCopyIsWanted() {
        fleet.counts(component, NO_CAPACITY, 58, "1");

        Answer answer = fleet.ask(component);

        assertThat(answer.failures()).isEmpty();
        assertThat(answer.minutes().isWanted(ActivityMinutes.minuteOf(minute(58))))
                .isTrue();
        assertThat(answer.minutes().isActive(ActivityMinutes.minuteOf(minute(58))))
                .isFalse();
    }

    @Test
    void demandWithinTheLagCountsButQuietDoesNot() {
        fleet.runsQuietly(component);
        fleet.counts(component, INVOCATIONS, 57, "1");

        Answer answer = fleet.ask(component);

        assertThat(answer.lag()).isEqualTo(Duration.ofMinutes(5));
        assertThat(isReported(answer, 54)).isTrue();
        assertThat(isReported(answer, 55)).isFalse();
        assertThat(isActive(answer, 57)).isTrue();
        assertThat(isReported(answer, 59)).isFalse();
    }

    @Test
    void gpusThatAreBusyWithoutARequestAreAVetoAndNoDemand() {
        fleet.runs(component, 0, 20, "0.0");
        fleet.runs(component, 20, 23, "37.5");
        fleet.runs(component, 23, 60, "0.0");

        Answer answer = fleet.ask(component);

        assertThat(answer.vetoes())
                .containsExactly(
                        "GPUs were busy without a request: 37.5 % at most, in 3 minutes, the last at 2026-11-15T10:22:00Z");
        assertThat(isActive(answer, 21)).isFalse();
    }

    @Test
    void gpusThatAreBusyWithARequestOrRightAfterItAreNoVeto() {
        fleet.runs(component, 0, 10, "0.0");
        fleet.runs(component, 10, 14, "90.0");
        fleet.runs(component, 14, 60, "0.0");
        fleet.counts(component, INVOCATIONS, 11, "1");

        assertThat(fleet.ask(component).vetoes()).isEmpty();

        fleet.runs(component, 14, 15, "90.0");

        assertThat(fleet.ask(component).vetoes()).hasSize(1);
    }

    /** Four GPUs at 4 % each are 16 % when summed, and 4 % when normalised: not above 5. */
    @Test
    void fourGpusAreReadNormalisedAndNotSummed() {
        fleet.runs(component, 0, 60, "4.0");
        for (int i = 0; i < 60; i++) {
            fleet.server()
                    .data()
                    .put(
                            "/aws/sagemaker/InferenceComponents",
                            "GPUUtilization",
                            component.dimensions(),
                            minute(i),
                            "16.0");
        }

        assertThat(isQuiet(fleet.ask(component))).isTrue();
        assertThat(fleet.server().asked().getFirst())
                .extracting(Query::metric)
                .containsExactly(INVOCATIONS, CONCURRENCY, NO_CAPACITY, "GPUUtilizationNormalized");
    }

    /** One of four GPUs at 24 %, the others quiet: 24 / 4 = 6 %, above 5. */
    @Test
    void oneBusyGpuOfFourIsAVeto() {
        fleet.runs(component, 0, 60, "6.0");

        assertThat(fleet.ask(component).vetoes()).hasSize(1);
    }

    @Test
    void quietGpusProveNothingWhereThereWereRequests() {
        fleet.runsQuietly(component);
        fleet.counts(component, INVOCATIONS, 50, "1");

        assertThat(isQuiet(fleet.ask(component))).isFalse();
    }

    @Test
    void aLoadBalancerWithoutTrafficIsQuietForTheHealthyHostsAreItsWitness() {
        for (int i = 0; i < 60; i++) {
            fleet.balances(targetGroup, "HealthyHostCount", i, "2");
        }

        Answer answer = fleet.ask(targetGroup);

        assertThat(isQuiet(answer)).isTrue();
        assertThat(answer.vetoes()).isEmpty();
    }

    @Test
    void aLoadBalancerWithTrafficIsActive() {
        fleet.balances(targetGroup, "RequestCount", 12, "250");

        Answer answer = fleet.ask(targetGroup);

        assertThat(isActive(answer, 12)).isTrue();
        assertThat(reported(answer)).isEqualTo(1);
    }

    @Test
    void theRequestsOfAnotherTargetGroupAreNotItsOwn() {
        for (int i = 0; i < 60; i++) {
            fleet.balances(targetGroup, "HealthyHostCount", i, "1");
            fleet.balances(fleet.targetGroup("other"), "RequestCount", i, "9");
        }

        assertThat(isQuiet(fleet.ask(targetGroup))).isTrue();
    }

    @Test
    void aCountOfZeroForEveryKindOfTrafficIsAReportWithoutAWitness() {
        for (int i = 0; i < 60; i++) {
            fleet.balances(targetGroup, "RequestCount", i, "0");
            fleet.counts(component, INVOCATIONS, i, "0");
        }

        assertThat(isQuiet(fleet.ask(targetGroup))).isTrue();
        assertThat(reported(fleet.ask(component))).isZero();
    }

    @Test
    void aTargetThatNamesItsMetricsBadlyFailsWithoutBeingAskedAbout() {
        Metrics faulty = fleet.evidence()
                .metrics(WatchedFleet.id("faulty"), "{\"type\":\"sagemaker\"}")
                .orElseThrow();
        fleet.runsQuietly(component);

        Map<?, Answer> answers = fleet.ask(List.of(faulty, component));

        assertThat(answers.get(faulty.deployment()).failures())
                .containsExactly(
                        "target.inferenceComponent: must be a string of 1 to 63 letters, digits and inner hyphens,"
                                + " is absent");
        assertThat(isQuiet(answers.get(component.deployment()))).isTrue();
        assertThat(fleet.server().asked().getFirst()).hasSize(4);
    }

    @Test
    void whatCloudWatchDoesNotWatchFails() {
        Metrics strange = new Metrics(WatchedFleet.id("strange"), "elsewhere", Map.of("Host", "x"));

        assertThat(fleet.ask(strange).failures())
                .containsExactly("elsewhere: nothing that CloudWatch watches has the dimensions {Host=x}");
        assertThat(fleet.server().asked()).isEmpty();
    }

    @Test
    void theQuestionIsAboutWholeMinutesAndOneOfEachDeployment() {
        Instant off = FROM.plusSeconds(1);

        assertThatThrownBy(() -> fleet.evidence().ask(List.of(component), off, TO, Deadline.NONE))
                .hasMessage("from: must be the beginning of a minute, is 2026-11-15T10:00:01Z");
        assertThatThrownBy(() -> fleet.evidence().ask(List.of(component), TO, TO, Deadline.NONE))
                .hasMessageStartingWith("to: must be within 2^31 minutes after 2026-11-15T11:00:00Z, is");
        assertThatThrownBy(() -> fleet.ask(List.of(component, component)))
                .hasMessageStartingWith("metrics: must name each deployment once");
    }
}
