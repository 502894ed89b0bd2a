package dev.ebb.sweeping.cloudwatch;

import static dev.ebb.sweeping.cloudwatch.WatchedFleet.FROM;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.TO;
import static dev.ebb.sweeping.cloudwatch.WatchedFleet.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** The server that stands in for CloudWatch: through the SDK it behaves as GetMetricData's reference says. */
class MetricDataServerTests {

    private static final Map<String, String> NAME = Map.of("Name", "a&b");

    private final WatchedFleet fleet = new WatchedFleet();

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static MetricDataQuery query(String id, String stat, int period) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(new Series("Space", "Metric", stat, Series.Meaning.TRAFFIC)
                        .of(NAME).toBuilder().period(period).build())
                .build();
    }

    private GetMetricDataResponse get(Instant from, Instant to, MetricDataQuery... queries) {
        return fleet.client()
                .getMetricData(GetMetricDataRequest.builder()
                        .startTime(from)
                        .endTime(to)
                        .metricDataQueries(queries)
                        .build());
    }

    private void refused(String code, Instant to, MetricDataQuery... queries) {
        assertThatThrownBy(() -> get(FROM, to, queries)).isInstanceOfSatisfying(CloudWatchException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }

    /** 2 and 5 at 10:03, 1 at 10:04: sums 7 and 1, greatest 5 and 1. */
    @Test
    void statisticsAreOfTheValuesOfAPeriodTheNewestFirst() {
        fleet.server().data().put("Space", "Metric", NAME, minute(3).plusSeconds(10), "2");
        fleet.server().data().put("Space", "Metric", NAME, minute(3).plusSeconds(50), "5");
        fleet.server().data().put("Space", "Metric", NAME, minute(4), "1");

        List<MetricDataResult> results = get(FROM, TO, query("sum", "Sum", 60), query("most", "Maximum", 60))
                .metricDataResults();

        assertThat(results).extracting(MetricDataResult::statusCode).containsOnly(StatusCode.COMPLETE);
        assertThat(results.get(0).timestamps()).containsExactly(minute(4), minute(3));
        assertThat(results.get(0).values()).containsExactly(1.0, 7.0);
        assertThat(results.get(1).values()).containsExactly(1.0, 5.0);
    }

    @Test
    void theBeginningIsInTheWindowAndTheEndIsNot() {
        fleet.server().data().put("Space", "Metric", NAME, minute(3), "1");

        assertThat(get(minute(3), minute(4), query("a", "Sum", 60))
                        .metricDataResults()
                        .getFirst()
                        .values())
                .hasSize(1);
        assertThat(get(minute(2), minute(3), query("a", "Sum", 60))
                        .metricDataResults()
                        .getFirst()
                        .values())
                .isEmpty();
    }

    @Test
    void aMetricThatNobodyPublishedIsCompleteAndEmpty() {
        MetricDataResult result =
                get(FROM, TO, query("a", "Sum", 60)).metricDataResults().getFirst();

        assertThat(result.statusCode()).isEqualTo(StatusCode.COMPLETE);
        assertThat(result.values()).isEmpty();
    }

    @Test
    void itRefusesWhatCloudWatchRefuses() {
        MetricDataQuery good = query("a", "Sum", 60);

        refused("ValidationError", TO, query("1a", "Sum", 60));
        refused("ValidationError", TO, good, good);
        refused("ValidationError", TO, query("a", "Sum", 61));
        refused("ValidationError", TO, query("a", "Total", 60));
        refused("ValidationError", FROM, good);
        refused(
                "ValidationError",
                TO,
                IntStream.range(0, 501)
                        .mapToObj(number -> query("q" + number, "Sum", 60))
                        .toArray(MetricDataQuery[]::new));
    }

    @Test
    void aTokenThatItDidNotHandOutIsRefused() {
        assertThatThrownBy(() -> fleet.client()
                        .getMetricData(get -> get.startTime(FROM)
                                .endTime(TO)
                                .metricDataQueries(query("a", "Sum", 60))
                                .nextToken("guessed")))
                .isInstanceOf(CloudWatchException.class)
                .hasMessageContaining("says the test");
    }
}
