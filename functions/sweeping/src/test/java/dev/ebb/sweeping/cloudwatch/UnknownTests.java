package dev.ebb.sweeping.cloudwatch;

import static dev.ebb.sweeping.cloudwatch.WatchedFleet.INVOCATIONS;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.TO;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.isQuiet;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.minute;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.reported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.cloudwatch.Patience;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.cloudwatch.MetricDataServer.Distortion;
import dev.ebb.sweeping.cloudwatch.MetricDataServer.Page;
import dev.ebb.sweeping.cloudwatch.MetricDataServer.Result;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is wrong with an answer is a failure of the deployment that it concerns, and its neighbour in the same request
 * is judged all the same. Both run quietly: undisturbed, both are quiet.
 */
class UnknownTests {

    private final WatchedFleet fleet = new WatchedFleet();
    private final Metrics llama = fleet.component("llama");
    private final Metrics neighbour = fleet.component("neighbour");

    @BeforeEach
    void bothRunQuietly() {
        fleet.runsQuietly(llama);
        fleet.runsQuietly(neighbour);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    /** Of llama's metric of that name something else is told. */
    private void told(String metric, UnaryOperator<Result> instead) {
        fleet.server().distort(only(metric, result -> List.of(instead.apply(result))));
    }

    private static Distortion only(String metric, Function<Result, List<Result>> instead) {
        return (query, result) ->
                query.metric().equals(metric) && query.dimensions().containsValue("llama")
                        ? instead.apply(result)
                        : List.of(result);
    }

    private static UnaryOperator<Result> values(List<Instant> times, String... values) {
        return result -> new Result(result.id(), times, List.of(values), "Complete", Map.of());
    }

    private static UnaryOperator<Result> status(String status) {
        return result -> new Result(result.id(), result.times(), result.values(), status, Map.of());
    }

    private Answer onlyLlamaFails() {
        Map<DeploymentId, Answer> answers = fleet.ask(List.of(llama, neighbour));
        Answer answer = answers.get(llama.deployment());
        assertThat(isQuiet(answers.get(neighbour.deployment()))).isTrue();
        assertThat(answer.failures()).isNotEmpty();
        assertThat(reported(answer)).isZero();
        return answer;
    }

    private void bothFailWith(String failure) {
        assertThat(fleet.ask(List.of(llama, neighbour)).values()).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.failures()).singleElement().asString().contains(failure);
            assertThat(reported(answer)).isZero();
        });
    }

    @Test
    void undisturbedBothAreQuiet() {
        assertThat(fleet.ask(List.of(llama, neighbour)).values()).hasSize(2).allMatch(WatchedFleet::isQuiet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PartialData", "InternalError", "Forbidden", "SomethingNew"})
    void onlyACompleteStatusSupportsIdleness(String status) {
        told(INVOCATIONS, status(status));

        assertThat(onlyLlamaFails().failures()).singleElement().asString().startsWith("AWS/SageMaker Invocations: ");
    }

    /** 60 values of the witness, 40 a page: the first page says InternalError, the second Complete. */
    @Test
    void anErrorOnAPageIsAFailureWhateverComesAfterIt() {
        fleet.server().pointsPerPage(40);
        told(
                "GPUUtilizationNormalized",
                result -> result.values().size() == 40 ? status("InternalError").apply(result) : result);

        Answer answer = fleet.ask(llama);

        assertThat(fleet.server().asked()).hasSize(2);
        assertThat(answer.failures())
                .containsExactly("/aws/sagemaker/InferenceComponents GPUUtilizationNormalized: InternalError");
        assertThat(reported(answer)).isZero();
    }

    @Test
    void noStatusAtAllIsAFailure() {
        told(INVOCATIONS, status(""));

        onlyLlamaFails();
    }

    @Test
    void anIncompleteWitnessIsAFailureToo() {
        told("GPUUtilizationNormalized", status("PartialData"));

        onlyLlamaFails();
    }

    @Test
    void demandThatAnIncompleteAnswerShowsIsDemand() {
        told(INVOCATIONS, result -> new Result(result.id(), List.of(minute(9)), List.of("4"), "PartialData", Map.of()));

        Answer answer = onlyLlamaFailsButIsActive();

        assertThat(answer.minutes().isActive(ActivityMinutes.minuteOf(minute(9))))
                .isTrue();
    }

    private Answer onlyLlamaFailsButIsActive() {
        Map<DeploymentId, Answer> answers = fleet.ask(List.of(llama, neighbour));
        Answer answer = answers.get(llama.deployment());
        assertThat(isQuiet(answers.get(neighbour.deployment()))).isTrue();
        assertThat(answer.failures()).containsExactly("AWS/SageMaker Invocations: PartialData");
        assertThat(reported(answer)).isEqualTo(1);
        return answer;
    }

    @Test
    void aQueryThatIsMissingInTheAnswerIsAFailure() {
        fleet.server().distort(only(INVOCATIONS, result -> List.of()));

        assertThat(onlyLlamaFails().failures()).containsExactly("AWS/SageMaker Invocations: missing in the answer");
    }

    @Test
    void aMessageAboutAQueryIsAFailureOfIt() {
        told(
                INVOCATIONS,
                result -> new Result(
                        result.id(), List.of(), List.of(), "Complete", Map.of("ArithmeticError", "says the test")));

        assertThat(onlyLlamaFails().failures())
                .containsExactly("AWS/SageMaker Invocations: ArithmeticError: says the test");
    }

    @Test
    void aMessageAboutTheWholeIsAFailureOfAll() {
        fleet.server().message("MaxMetricsExceeded");

        bothFailWith("CloudWatch: MaxMetricsExceeded: says the test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-1", "-Infinity"})
    void aValueThatIsNoCountIsAFailure(String value) {
        told(INVOCATIONS, values(List.of(minute(9)), value));

        assertThat(onlyLlamaFails().failures())
                .singleElement()
                .asString()
                .startsWith("AWS/SageMaker Invocations: a value that is no count: ");
    }

    @Test
    void anUtilisationThatIsNoNumberIsNoWitness() {
        told("GPUUtilizationNormalized", values(List.of(minute(9)), "NaN"));

        onlyLlamaFails();
    }

    /** The SDK can't make a number of it, so the whole request has no answer. */
    @ParameterizedTest
    @ValueSource(strings = {"", "null", "abc"})
    void aNullIsAFailure(String value) {
        told(INVOCATIONS, values(List.of(minute(9)), value));

        bothFailWith("CloudWatch: Unable to unmarshall response");
    }

    @Test
    void valuesWithoutTimestampsAreAFailure() {
        told(INVOCATIONS, values(List.of(minute(9)), "1", "2"));

        assertThat(onlyLlamaFails().failures()).containsExactly("AWS/SageMaker Invocations: 1 timestamps for 2 values");
    }

    @Test
    void aTimestampOffTheMinuteIsAFailure() {
        told("GPUUtilizationNormalized", values(List.of(minute(9).plusSeconds(1)), "0"));

        assertThat(onlyLlamaFails().failures())
                .containsExactly(
                        "/aws/sagemaker/InferenceComponents GPUUtilizationNormalized: a value off the minute, at"
                                + " 2026-11-15T10:09:01Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 60})
    void aTimestampOutOfTheWindowIsAFailure(int minute) {
        told("GPUUtilizationNormalized", values(List.of(minute(minute)), "0"));

        assertThat(onlyLlamaFails().failures()).singleElement().asString().contains("out of the time");
    }

    @Test
    void anAnswerToWhatWasNotAskedIsAFailureOfAll() {
        told(INVOCATIONS, result -> new Result("q99", List.of(), List.of(), "Complete", Map.of()));

        assertThat(fleet.ask(List.of(llama, neighbour)).values()).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.failures()).contains("CloudWatch: it answers what was not asked: q99");
            assertThat(reported(answer)).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied",
        "400, Throttling",
        "429, TooManyRequests",
        "500, InternalServiceFault",
        "503, ServiceUnavailable"
    })
    void aRequestThatIsRefusedIsAFailureOfAllInIt(int status, String code) {
        fleet.server().pages(number -> MetricDataServer.error(status, code));

        bothFailWith("CloudWatch: " + status + " " + code);

        assertThat(fleet.server().asked()).hasSize(1);
    }

    @Test
    void whatIsNoAnswerOfCloudWatchsIsAFailureAndNotEmpty() {
        fleet.server().pages(number -> new Page(200, "<html>a proxy's page"));

        bothFailWith("CloudWatch: Unable to unmarshall response");
    }

    @Test
    void anEmptyAnswerIsAFailureAndNotEmpty() {
        fleet.server().pages(number -> new Page(200, "<GetMetricDataResponse/>"));

        assertThat(fleet.ask(llama).failures())
                .hasSize(4)
                .allMatch(failure -> failure.endsWith(": missing in the answer"));
    }

    @Test
    void aTimeoutIsAFailureAndEndsInTime() {
        Patience hasty = new Patience(Duration.ofMillis(200), Duration.ofMillis(100), 2);
        try (WatchedFleet slow = new WatchedFleet(hasty)) {
            slow.server().fallSilent();

            long start = System.nanoTime();
            Answer answer = slow.ask(slow.component("llama"));

            assertThat(answer.failures()).singleElement().asString().startsWith("CloudWatch: ");
            assertThat(reported(answer)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(slow.server().asked()).hasSizeBetween(1, 2);
        }
    }

    @Test
    void whatFailsInPassingIsAskedAgainOnce() {
        try (WatchedFleet retrying = new WatchedFleet(new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), 2))) {
            Metrics component = retrying.component("llama");
            retrying.runsQuietly(component);
            retrying.server()
                    .pages(number ->
                            number == 1 ? MetricDataServer.error(500, "InternalServiceFault") : new Page(200, ""));

            assertThat(isQuiet(retrying.ask(component))).isTrue();
            assertThat(retrying.server().asked()).hasSize(2);
        }
    }

    @Test
    void withoutTimeLeftItDoesNotAsk() {
        Duration tooLittle = CloudWatchEvidence.LONGEST_CALL.minusSeconds(10);

        Answer answer = fleet.evidence()
                .ask(List.of(llama), minute(0), TO, () -> tooLittle)
                .get(llama.deployment());

        assertThat(answer.failures()).containsExactly("CloudWatch: no time was left to ask");
        assertThat(reported(answer)).isZero();
        assertThat(fleet.server().asked()).isEmpty();
        assertThat(isQuiet(fleet.evidence()
                        .ask(List.of(llama), minute(0), TO, Deadline.NONE)
                        .get(llama.deployment())))
                .isTrue();
    }
}
