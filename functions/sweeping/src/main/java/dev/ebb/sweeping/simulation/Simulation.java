package dev.ebb.sweeping.simulation;

import dev.ebb.charging.Rating;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.simulation.SimulationReport.KnownMinutes;
import java.util.List;
import java.util.Optional;

/** A fleet's history, under one policy after another. */
public final class Simulation {

    private final List<Recorded> fleet;
    private final Tariff tariff;
    private final Conditions conditions;

    private record Recorded(DeploymentUsage usage, Supply supply, ActivityMinutes minutes, Spent spent) {}

    /**
     * A simulation.
     *
     * @param history in the order in which deployments are reported; minutes that are not reported are unknown, and keep
     *     what runs running
     * @param tariff what GPUs cost on demand; what is reserved is not considered
     */
    public Simulation(List<RecordedDeployment> history, Tariff tariff, Conditions conditions) {
        this.tariff = tariff;
        this.conditions = conditions;
        fleet = history.parallelStream().map(this::recorded).toList();
    }

    private Recorded recorded(RecordedDeployment each) {
        Supply supply = new Supply(each.usage());
        return new Recorded(each.usage(), supply, each.minutes(), Spent.of(supply.whole(), new Rating(tariff)));
    }

    /**
     * A policy's consequences.
     *
     * @param fleet all deployments together
     */
    public record Result(Policy policy, Outcome fleet, List<OfDeployment> deployments) {}

    /**
     * Of one deployment.
     *
     * @param held why the policy never lets it go to zero, if it does not
     */
    public record OfDeployment(DeploymentId id, Outcome outcome, Course course, Optional<String> held) {}

    /** How much is known of the time in which something ran. */
    public KnownMinutes knownMinutes() {
        return fleet.stream().map(Simulation::known).reduce(new KnownMinutes(0, 0), KnownMinutes::plus);
    }

    private static KnownMinutes known(Recorded recorded) {
        KnownMinutes known = new KnownMinutes(0, 0);
        for (Course.Interval stretch : recorded.supply().stretches()) {
            long first = Math.ceilDiv(stretch.from(), 60_000);
            long end = Math.min(recorded.minutes().end(), Math.ceilDiv(stretch.to(), 60_000));
            if (first < end) {
                known = known.plus(
                        new KnownMinutes(end - first, recorded.minutes().countReported(first, end)));
            }
        }
        return known;
    }

    /** What a policy would have led to, in force for every deployment from the history's beginning. */
    public Result under(Policy policy) {
        List<OfDeployment> deployments =
                fleet.parallelStream().map(each -> under(policy, each)).toList();
        Outcome sum = deployments.stream().map(OfDeployment::outcome).reduce(Outcome.NONE, Outcome::plus);
        return new Result(policy, sum, deployments);
    }

    private OfDeployment under(Policy policy, Recorded recorded) {
        Optional<String> held = held(policy, recorded.usage());
        Course course = new Trial(recorded.supply().stretches(), recorded.minutes(), policy, held.isEmpty(), conditions)
                .course();
        Spent simulated = course.moments().isEmpty()
                ? recorded.spent()
                : Spent.of(recorded.supply().within(course.running()), new Rating(tariff));
        return new OfDeployment(
                recorded.usage().id(), new Outcome(recorded.spent(), simulated, course.counts()), course, held);
    }

    private static Optional<String> held(Policy policy, DeploymentUsage usage) {
        Integer least = usage.configuration().minReplicas();
        return least == null || least == 0 || policy.coverMinimum()
                ? Optional.empty()
                : Optional.of("its minimum of " + least + (least == 1 ? " replica" : " replicas")
                        + " is not covered by the policy");
    }
}
