package dev.ebb.sweeping.cloudwatch;

import static dev.ebb.sweeping.cloudwatch.WatchedFleet.TO;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.isQuiet;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.reported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.cloudwatch.MetricDataServer.Page;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much is asked at once, and that an answer is read to its end. */
class PagesTests {

    private final WatchedFleet fleet = new WatchedFleet();

    @AfterEach
    void stop() {
        fleet.close();
    }

    private List<Metrics> components(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> fleet.component("component-" + number))
                .toList();
    }

    private List<Integer> sizes() {
        return fleet.server().asked().stream().map(List::size).toList();
    }

    private Map<DeploymentId, Answer> askAbout(List<Metrics> metrics, Duration window) {
        return fleet.evidence().ask(metrics, TO.minus(window), TO, Deadline.NONE);
    }

    /** 300 components × 4 metrics = 1,200 queries: 500 + 500 + 200. */
    @Test
    void twelveHundredQueriesAreThreeRequests() {
        List<Metrics> components = components(300);
        components.forEach(component -> fleet.runs(component, 0, 60, "0.0"));

        Map<DeploymentId, Answer> answers = fleet.ask(components);

        assertThat(sizes()).containsExactly(500, 500, 200);
        assertThat(answers).hasSize(300);
        assertThat(answers.values()).allMatch(WatchedFleet::isQuiet);
    }

    @Test
    void nothingButWhatIsNamedIsAskedAndNothingForNobody() {
        fleet.ask(List.of(fleet.component("one"), fleet.targetGroup("two")));
        fleet.ask(List.of());

        assertThat(sizes()).containsExactly(6);
    }

    /** 17 hours are 1,020 minutes: 100,800 / 1,020 = 98.8 queries, 24 components of 4. 50 of them: 24 + 24 + 2. */
    @Test
    void aLongWindowMeansFewerQueriesInARequest() {
        askAbout(components(50), Duration.ofHours(17));

        assertThat(sizes()).containsExactly(96, 96, 8);
    }

    @Test
    void aWindowOfAWeekIsOneDeploymentAtATime() {
        askAbout(components(3), Duration.ofDays(20));

        assertThat(sizes()).containsExactly(4, 4, 4);
    }

    /** 60 values of the witness, 40 a page: PartialData, then Complete. */
    @Test
    void anAnswerOnTwoPagesIsReadToItsEnd() {
        Metrics component = fleet.component("llama");
        fleet.runsQuietly(component);
        fleet.server().pointsPerPage(40);

        Answer answer = fleet.ask(component);

        assertThat(isQuiet(answer)).isTrue();
        assertThat(sizes()).containsExactly(4, 4);
    }

    /** Of three with 60 values each and 90 a page, the second is cut off: what was complete before stays so. */
    @Test
    void aSecondPageThatFailsIsAFailureOfWhatWasNotCompleteByThen() {
        List<Metrics> components = components(3);
        components.forEach(fleet::runsQuietly);
        fleet.server().pointsPerPage(90);
        fleet.server().pages(number -> number == 2 ? MetricDataServer.error(400, "Throttling") : new Page(200, ""));

        Map<DeploymentId, Answer> answers = fleet.ask(components);

        assertThat(isQuiet(answers.get(components.get(0).deployment()))).isTrue();
        for (Metrics cut : components.subList(1, 3)) {
            assertThat(answers.get(cut.deployment()).failures())
                    .containsExactly("CloudWatch: 400 Throttling: says the test");
            assertThat(reported(answers.get(cut.deployment()))).isZero();
        }
    }

    /** 60 values, 2 a page: 30 pages, of which 20 are read. */
    @Test
    void anAnswerWithoutAnEndIsAFailure() {
        Metrics component = fleet.component("llama");
        fleet.runsQuietly(component);
        fleet.server().pointsPerPage(2);

        Answer answer = fleet.ask(component);

        assertThat(answer.failures()).containsExactly("CloudWatch: the answer does not end within 20 pages");
        assertThat(reported(answer)).isZero();
        assertThat(sizes()).hasSize(Pages.MOST_PAGES);
    }

    @Test
    void anAnswerThatBeginsAgainIsAFailure() {
        Metrics component = fleet.component("llama");
        fleet.server()
                .pages(number -> new Page(
                        200,
                        "<GetMetricDataResponse><GetMetricDataResult><NextToken>again</NextToken></GetMetricDataResult>"
                                + "</GetMetricDataResponse>"));

        assertThat(fleet.ask(component).failures())
                .containsExactly("CloudWatch: the answer begins again after 1 pages");
        assertThat(sizes()).hasSize(2);
    }

    /** 125 components in one request, one of which CloudWatch does not take: 7 halvings, 15 requests, one failure. */
    @Test
    void oneBadItemDoesNotBlockItsBatch() {
        List<Metrics> components = new ArrayList<>(components(124));
        components.add(77, fleet.component("poison"));
        components.forEach(fleet::runsQuietly);
        fleet.server()
                .pages(number -> fleet.server().asked().get(number - 1).stream()
                                .anyMatch(query -> query.dimensions().containsValue("poison"))
                        ? MetricDataServer.error(400, "ValidationError")
                        : new Page(200, ""));

        Map<DeploymentId, Answer> answers = fleet.ask(components);

        assertThat(answers.values()).filteredOn(WatchedFleet::isQuiet).hasSize(124);
        assertThat(answers.get(WatchedFleet.id("poison")).failures())
                .containsExactly("CloudWatch: 400 ValidationError: says the test");
        assertThat(sizes()).hasSizeBetween(13, 15);
    }

    @Test
    void aCloudWatchThatTakesNothingIsNotHalvedForEver() {
        fleet.server().pages(number -> MetricDataServer.error(400, "ValidationError"));

        Map<DeploymentId, Answer> answers = fleet.ask(components(125));

        assertThat(answers.values())
                .hasSize(125)
                .allMatch(answer -> !answer.failures().isEmpty());
        assertThat(sizes()).hasSize(1 + 2 * Pages.MOST_HALVINGS);
    }

    @Test
    void whatFailsInOneRequestIsNoFailureInTheNext() {
        List<Metrics> components = components(130);
        components.forEach(fleet::runsQuietly);
        fleet.server().pages(number -> number == 1 ? MetricDataServer.error(403, "AccessDenied") : new Page(200, ""));

        Map<DeploymentId, Answer> answers = fleet.ask(components);

        assertThat(answers.values()).filteredOn(WatchedFleet::isQuiet).hasSize(5);
        assertThat(answers.values())
                .filteredOn(answer -> answer.failures().equals(List.of("CloudWatch: 403 AccessDenied: says the test")))
                .hasSize(125);
    }
}
