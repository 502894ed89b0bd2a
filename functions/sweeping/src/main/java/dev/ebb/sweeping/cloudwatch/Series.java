package dev.ebb.sweeping.cloudwatch;

import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/**
 * A metric by the minute.
 *
 * @param statistic of the minute's values
 * @param meaning what a value says
 */
record Series(String namespace, String metric, String statistic, Meaning meaning) {

    /** CloudWatch's finest that every service publishes. */
    static final int PERIOD_SECONDS = 60;

    /** What a value says. */
    enum Meaning {
        /** Above 0: traffic. */
        TRAFFIC,
        /** Above 0: requests were turned away. */
        TURNED_AWAY,
        /** Whatever it is: CloudWatch can see. */
        WITNESS,
        /** Whatever it is: CloudWatch can see; what is high, in percent of all GPUs together, is a veto. */
        LOAD
    }

    /** As CloudWatch takes it. */
    MetricStat of(Map<String, String> dimensions) {
        Metric of = Metric.builder()
                .namespace(namespace)
                .metricName(metric)
                .dimensions(dimensions.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(dimension -> Dimension.builder()
                                .name(dimension.getKey())
                                .value(dimension.getValue())
                                .build())
                        .toList())
                .build();
        return MetricStat.builder()
                .metric(of)
                .period(PERIOD_SECONDS)
                .stat(statistic)
                .build();
    }

    /** In words. */
    @Override
    public String toString() {
        return namespace + " " + metric;
    }
}
