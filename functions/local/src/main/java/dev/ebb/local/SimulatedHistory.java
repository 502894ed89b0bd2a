package dev.ebb.local;

import dev.ebb.charging.Advice;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Rating;
import dev.ebb.charging.Report;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Inheritance;
import dev.ebb.sweeping.policy.Layer;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.Policy;
import dev.ebb.sweeping.simulation.Conditions;
import dev.ebb.sweeping.simulation.Frontier;
import dev.ebb.sweeping.simulation.Simulation;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Advised;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import dev.ebb.sweeping.simulation.SimulationReport.Searched;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A history that was read, and what things cost in it.
 *
 * @param asOf its end
 * @param assumedReported whether minutes that nobody reported are taken as quiet
 */
record SimulatedHistory(
        Tariff tariff,
        Instant asOf,
        Report.Counts counts,
        List<Report.RejectedEvent> rejected,
        boolean assumedReported,
        List<RecordedDeployment> recorded) {

    /**
     * Reads one.
     *
     * @param from null for the hour of the first instant in it
     * @param asOf null for the latest instant in it
     * @throws InputException if a file cannot be read, or there is no event in any
     */
    static SimulatedHistory read(
            List<Path> events,
            PriceBook prices,
            @Nullable Instant from,
            @Nullable Instant asOf,
            Surroundings surroundings) {
        RecordedFeed feed = RecordedFeed.of(events, asOf, surroundings);
        Instant end = Optional.ofNullable(asOf)
                .or(feed.events()::latest)
                .orElseThrow(() -> new InputException("--events: must have an event that can be metered, have none"
                        + feed.rejected().stream()
                                .map(each -> ": the first is rejected, " + Printable.of(each.reason()))
                                .findFirst()
                                .orElse("")));
        if (from != null && !from.isBefore(end)) {
            throw new InputException("--from: must be before the history's end, " + end + ", is " + from);
        }
        return new SimulatedHistory(
                Tariff.of(prices),
                end,
                feed.counts(),
                feed.rejected(),
                false,
                feed.events().deployments(from, end, LostRule.STANDARD));
    }

    /** The same, with minutes that nobody reported taken as quiet. */
    SimulatedHistory assumingReported() {
        List<RecordedDeployment> assumed = recorded.stream()
                .map(each -> new RecordedDeployment(each.usage(), each.minutes().asIfAllReported()))
                .toList();
        return new SimulatedHistory(tariff, asOf, counts, rejected, true, assumed);
    }

    /** A policy by its file's name. */
    record Offered(String name, Policy policy) {

        /** As if set on each deployment itself, where all of it counts. */
        static Offered read(Path file) {
            Layer layer = new Layer(Origin.DEPLOYMENT, InputFiles.policy(file), List.of(), 1);
            InForce inForce = Inheritance.resolve(List.of(layer));
            if (!inForce.isValid()) {
                throw new InputException(
                        "--policy: " + file + ": " + Printable.of(String.join("; ", inForce.faults())));
            }
            return new Offered(file.toString(), inForce.policy());
        }
    }

    /**
     * What policies would have done.
     *
     * @param policies the first, or else the defaults, is what windows are searched with
     */
    SimulationReport report(List<Offered> policies, Conditions conditions, boolean search, Surroundings surroundings) {
        Simulation simulation = new Simulation(recorded, tariff, conditions);
        int all = policies.size() + (search ? Frontier.WINDOWS.size() : 0);
        Progress progress = Progress.ofPolicies(all, surroundings);
        List<Named> results = new ArrayList<>();
        Optional<Searched> searched = Optional.empty();
        try {
            for (Offered each : policies) {
                results.add(new Named(each.name(), simulation.under(each.policy())));
                progress.advance(1, all);
            }
            if (search) {
                Offered base = policies.isEmpty() ? new Offered("defaults", Inheritance.DEFAULT) : policies.getFirst();
                searched = Optional.of(new Searched(
                        base.name(), Frontier.of(simulation, base.policy(), ignored -> progress.advance(1, all))));
            }
        } finally {
            progress.end();
        }
        return new SimulationReport(
                recorded.isEmpty() ? asOf : recorded.getFirst().usage().from(),
                new Report(asOf, counts, rejected, warnings(), List.of()),
                tariff.currency(),
                conditions,
                assumedReported,
                simulation.knownMinutes(),
                results,
                searched,
                advice());
    }

    private List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        for (RecordedDeployment each : recorded) {
            warnings.addAll(Warning.of(each.usage(), Instant.MIN, Instant.MAX));
            if (each.usage().configuration().policy() != null) {
                warnings.add(
                        Warning.about(each.usage(), "announced a policy of its own, which is not considered here"));
            }
        }
        return warnings;
    }

    private List<Advised> advice() {
        Rating rating = new Rating(tariff);
        List<Advised> advice = new ArrayList<>();
        for (RecordedDeployment each : recorded) {
            Advice.on(each.usage(), rating)
                    .filter(found -> found.recommendation().isToMove())
                    .ifPresent(found -> advice.add(new Advised(each.id(), found)));
        }
        return advice;
    }
}
