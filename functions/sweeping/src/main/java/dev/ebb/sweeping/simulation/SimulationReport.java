package dev.ebb.sweeping.simulation;

import dev.ebb.charging.Advice;
import dev.ebb.charging.Report;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.simulation.Simulation.Result;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/**
 * All that a simulation has to say.
 *
 * @param from the history's beginning
 * @param heard what became of the events, and what somebody should know of them; its as-of is the history's end
 * @param currency of all costs
 * @param assumedReported whether minutes that nobody reported were taken as quiet
 * @param minutes how many of the minutes in which something ran were reported
 * @param policies in the order in which they were offered
 * @param frontier if windows were searched
 * @param advice deployments whose traffic would have cost less, or probably less, per token
 */
public record SimulationReport(
        Instant from,
        Report heard,
        Currency currency,
        Conditions conditions,
        boolean assumedReported,
        KnownMinutes minutes,
        List<Named> policies,
        Optional<Searched> frontier,
        List<Advised> advice) {

    /** Copies the lists. */
    public SimulationReport {
        policies = List.copyOf(policies);
        advice = List.copyOf(advice);
    }

    /** A policy by its file's name. */
    public record Named(String name, Result result) {}

    /** A search by the name of the policy that all other values are taken from. */
    public record Searched(String name, Frontier frontier) {}

    /** Advice on a deployment. */
    public record Advised(DeploymentId deployment, Advice advice) {}

    /**
     * Whole minutes of all deployments together.
     *
     * @param up in which at least one replica ran as they began
     * @param reported how many of those were reported
     */
    public record KnownMinutes(long up, long reported) {

        /** The sums. */
        public KnownMinutes plus(KnownMinutes other) {
            return new KnownMinutes(up + other.up, reported + other.reported);
        }
    }
}
