package dev.ebb.charging.runs;

import java.util.List;

/** Where measurements are kept for people and alarms. */
public interface Metrics {

    /**
     * What came of it.
     *
     * @param lost how many measurements were not taken
     * @param causes why, each once
     */
    record Publication(int lost, List<String> causes) {}

    /** Publishes measurements. Fails nothing: what can't be published is counted. */
    Publication publish(List<Measurement> measurements);
}
