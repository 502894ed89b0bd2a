package dev.ebb.charging.cloudwatch;

import dev.ebb.charging.runs.Measurement;
import dev.ebb.charging.runs.Metrics;
import dev.ebb.metering.cloudwatch.FunctionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** Puts measurements into CloudWatch, which takes binary fractions: the one place where an amount becomes one. */
public final class CloudWatchMetrics implements Metrics {

    /** CloudWatch's limit for one request. */
    static final int MOST = 1_000;

    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(3), 2);

    /** How long one request may take, with its retry. */
    public static final Duration LONGEST_CALL = PATIENCE.longestCall();

    private final CloudWatchClient client;

    /** Through this client. */
    public CloudWatchMetrics(CloudWatchClient client) {
        this.client = client;
    }

    /** As the environment says; region and credentials are the SDK's to find. */
    public static CloudWatchMetrics fromEnvironment(Map<String, String> environment) {
        return new CloudWatchMetrics(PATIENCE.client(environment));
    }

    /** A client that keeps to {@link #LONGEST_CALL}. */
    static CloudWatchClientBuilder builder() {
        return PATIENCE.builder();
    }

    @Override
    public Publication publish(List<Measurement> measurements) {
        int lost = 0;
        TreeSet<String> causes = new TreeSet<>();
        for (int from = 0; from < measurements.size(); from += MOST) {
            List<MetricDatum> batch = measurements.subList(from, Math.min(from + MOST, measurements.size())).stream()
                    .map(CloudWatchMetrics::datum)
                    .toList();
            try {
                client.putMetricData(put -> put.namespace(FunctionLog.NAMESPACE).metricData(batch));
            } catch (SdkException failure) {
                lost += batch.size();
                causes.add(failure.toString());
            }
        }
        return new Publication(lost, new ArrayList<>(causes));
    }

    private static MetricDatum datum(Measurement measurement) {
        return MetricDatum.builder()
                .metricName(measurement.name().text())
                .dimensions(Dimension.builder()
                        .name(measurement.dimension().name().toLowerCase(Locale.ROOT))
                        .value(measurement.of())
                        .build())
                .timestamp(measurement.at())
                .value(measurement.value().doubleValue())
                .unit(measurement.name().isCount() ? StandardUnit.COUNT : StandardUnit.NONE)
                .build();
    }
}
