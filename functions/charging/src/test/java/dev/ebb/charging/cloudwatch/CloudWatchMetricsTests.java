package dev.ebb.charging.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.cloudwatch.CloudWatchServer.Datum;
import dev.ebb.charging.runs.Measurement;
import dev.ebb.charging.runs.Measurement.Dimension;
import dev.ebb.charging.runs.Measurement.Name;
import dev.ebb.charging.runs.Metrics.Publication;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** The adapter, and the server that stands in for CloudWatch: what the SDK sends is what the server has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudWatchMetricsTests {

    private static final Instant AT = Instant.parse("2026-11-15T10:00:00.123Z");

    private final CloudWatchServer server = new CloudWatchServer();
    private final CloudWatchClient client = CloudWatchMetrics.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "secret")))
            .build();
    private final CloudWatchMetrics metrics = new CloudWatchMetrics(client);

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    private static Measurement measured(String account, String value) {
        return new Measurement(Name.MONTH_TO_DATE, Dimension.ACCOUNT, account, new BigDecimal(value), AT);
    }

    private List<Datum> taken(String of) {
        return server.data().stream()
                .filter(datum -> datum.dimension().endsWith("=" + of))
                .toList();
    }

    @Test
    void valuesAndInstantsArriveAsTheyWereSent() {
        metrics.publish(List.of(
                measured("exact", "1234567.89"),
                measured("exact", "0"),
                measured("exact", "-0.01"),
                measured("exact", "0.333333333"),
                new Measurement(Name.STATEMENTS_FAILED, Dimension.FUNCTION, "exact", BigDecimal.TWO, AT)));

        assertThat(taken("exact"))
                .extracting(Datum::value)
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(
                        new BigDecimal("1234567.89"),
                        BigDecimal.ZERO,
                        new BigDecimal("-0.01"),
                        new BigDecimal("0.333333333"),
                        BigDecimal.TWO);
        assertThat(taken("exact")).extracting(Datum::at).containsOnly(AT);
        assertThat(taken("exact")).extracting(Datum::namespace).containsOnly("Ebb");
        assertThat(taken("exact").getFirst())
                .extracting(Datum::metric, Datum::dimension, Datum::unit)
                .containsExactly("MonthToDate", "account=exact", "None");
        assertThat(taken("exact").getLast())
                .extracting(Datum::metric, Datum::dimension, Datum::unit)
                .containsExactly("StatementsFailed", "function=exact", "Count");
    }

    @Test
    void aThousandGoIntoOneRequestAndNotMore() {
        int before = server.requests();

        Publication publication = metrics.publish(IntStream.range(0, 2_001)
                .mapToObj(i -> measured("many", "" + i))
                .toList());

        assertThat(publication).isEqualTo(new Publication(0, List.of()));
        assertThat(server.requests() - before).isEqualTo(3);
        assertThat(taken("many")).hasSize(2_001);
    }

    @Test
    void theServerRefusesMoreThanCloudWatchTakes() {
        List<MetricDatum> tooMany = IntStream.range(0, 1_001)
                .mapToObj(i -> MetricDatum.builder()
                        .metricName("m")
                        .dimensions(software.amazon.awssdk.services.cloudwatch.model.Dimension.builder()
                                .name("account")
                                .value("refused")
                                .build())
                        .timestamp(AT)
                        .value(1.0)
                        .unit("None")
                        .build())
                .toList();

        assertThatThrownBy(
                        () -> client.putMetricData(put -> put.namespace("Ebb").metricData(tooMany)))
                .isInstanceOf(CloudWatchException.class)
                .hasMessageContaining("has 1001");
        assertThat(taken("refused")).isEmpty();
    }

    @Test
    void aCloudWatchThatFailsCostsItsMeasurementsAndNothingElse() {
        server.fail(true);
        Publication publication = metrics.publish(List.of(measured("lost", "1"), measured("lost", "2")));
        server.fail(false);

        assertThat(publication.lost()).isEqualTo(2);
        assertThat(publication.causes()).singleElement().asString().contains("out of order");
        assertThat(taken("lost")).isEmpty();
    }
}
