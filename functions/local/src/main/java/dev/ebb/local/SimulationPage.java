package dev.ebb.local;

import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.sweeping.simulation.SimulationReport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a simulation has to say, as one page that needs nothing else. */
final class SimulationPage {

    private SimulationPage() {}

    /** The page, in UTF-8. */
    static byte[] of(SimulationReport report, List<RecordedDeployment> history) {
        return (report.from() + " " + history.size()).getBytes(StandardCharsets.UTF_8);
    }
}
