package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what becomes of the deployments of a leg. */
final class LegTally {

    private final Leg leg;
    private final long found;
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final Map<String, Long> actions = new TreeMap<>();
    private final Map<DeploymentId, String> failures = new HashMap<>();
    private long newcomers;
    private long repeated;
    private long moved;
    private long overtaken;
    private long deferred;
    private Duration lag = Duration.ZERO;

    LegTally(Leg leg, long found) {
        this.leg = leg;
        this.found = found;
    }

    void judged(String word) {
        verdicts.merge(word, 1L, Long::sum);
    }

    /** UNKNOWN at its first look, or in doubt: neither is news for the breaker. */
    void newcomer() {
        newcomers++;
    }

    void acted(String action, String outcome) {
        acted(action, outcome, 1);
    }

    void acted(String action, String outcome, long times) {
        if (times > 0) {
            actions.merge(action + " " + outcome, times, Long::sum);
        }
    }

    void repeated() {
        repeated++;
    }

    void moved() {
        moved++;
    }

    void overtaken() {
        overtaken++;
    }

    void deferred(long more) {
        deferred += more;
    }

    void failed(DeploymentId deployment, String why) {
        failures.put(deployment, why);
    }

    void waited(Duration waited) {
        lag = waited.compareTo(lag) > 0 ? waited : lag;
    }

    LegResult result() {
        return new LegResult(
                leg,
                found,
                new TreeMap<>(verdicts),
                newcomers,
                repeated,
                moved,
                overtaken,
                deferred,
                failures,
                new TreeMap<>(actions),
                lag);
    }
}
