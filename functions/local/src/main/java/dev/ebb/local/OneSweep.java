package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.lambda.SweepParts;
import dev.ebb.sweeping.sweeps.Leg;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.SweepDeployments;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A sweep from this process: its pages are worked off here, one after the other, whoever executes what it marks. */
final class OneSweep {

    private final Connection.Access access;
    private final Outside outside;
    private final Surroundings surroundings;
    private final Deque<Leg> legs = new ArrayDeque<>();
    private int failed;

    OneSweep(Connection.Access access, Outside outside, Surroundings surroundings) {
        this.access = access;
        this.outside = outside;
        this.surroundings = surroundings;
    }

    /** Status 1 if a deployment or an account's cap could not be looked at. */
    int run() {
        outside.resume();
        SweepParts parts = SweepParts.of(
                access.client(),
                access.table(),
                legs::addAll,
                outside.actions(),
                outside.warnings(),
                outside.metrics(),
                surroundings.clock());
        SweepDeployments sweeps = parts.sweeps();
        Instant now = surroundings.now();
        Instant sweep = now.truncatedTo(ChronoUnit.MINUTES);
        List<DeploymentId> due = due(sweep);
        List<LegResult> results = new ArrayList<>(sweeps.sweep(sweep, now, Deadline.NONE));
        while (!legs.isEmpty()) {
            run(sweeps, legs.remove(), now).ifPresent(results::add);
        }
        tell(due, sweep);
        parts.safety()
                .state(Deadline.NONE)
                .held()
                .ifPresent(held -> surroundings.out().println("Nothing is done: " + Printable.of(held)));
        outside.settle();
        return sums(results);
    }

    /** One that fails keeps nobody from theirs. */
    private Optional<LegResult> run(SweepDeployments sweeps, Leg leg, Instant now) {
        try {
            return Optional.of(sweeps.run(leg, now, Deadline.NONE));
        } catch (RuntimeException failure) {
            failed++;
            String which = leg.cap()
                    .map(account -> "the hard cap of account " + account)
                    .orElseGet(() -> "a page of part " + leg.part());
            surroundings.err().println(which + " could not be looked at: " + Printable.of(failure.toString()));
            return Optional.empty();
        }
    }

    private List<DeploymentId> due(Instant sweep) {
        FleetWatch fleet = new DynamoFleetWatch(access.client(), access.table());
        List<DeploymentId> due = new ArrayList<>();
        for (int part = 0; part < fleet.parts(); part++) {
            Optional<FleetWatch.Place> after = Optional.empty();
            do {
                FleetWatch.Page page = fleet.due(part, after, sweep, SweepDeployments.PAGE, Deadline.NONE);
                due.addAll(page.deployments());
                after = page.next();
            } while (after.isPresent());
        }
        return due.stream().sorted().toList();
    }

    private void tell(List<DeploymentId> due, Instant sweep) {
        PrintStream out = surroundings.out();
        SweepStore store = new DynamoSweepStore(access.client(), access.table());
        for (DeploymentId id : due) {
            for (RecordedVerdict verdict :
                    store.verdicts(id, sweep, sweep.plus(1, ChronoUnit.MINUTES), Deadline.NONE)) {
                out.println(id + "  " + verdict.word() + "  " + Printable.of(verdict.sentence()));
                if (!verdict.would().isEmpty() && verdict.held().isEmpty()) {
                    out.println(
                            "    " + (verdict.would().equals("WARN") ? "told its owner" : "marked " + verdict.would()));
                }
            }
        }
    }

    private int sums(List<LegResult> results) {
        Map<String, Long> verdicts = new TreeMap<>();
        long found = 0;
        long unseen = 0;
        long difference = 0;
        for (LegResult result : results) {
            result.verdicts().forEach((word, count) -> verdicts.merge(word, count, Long::sum));
            result.failures().forEach((id, why) -> surroundings.err().println(id + ": " + Printable.of(why)));
            found += result.found();
            unseen += result.failures().size();
            difference += result.difference();
        }
        String words = verdicts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
        surroundings
                .out()
                .println(Figures.count(found, "deployment was", "deployments were") + " due"
                        + (words.isEmpty() ? "" : ": " + words)
                        + (unseen == 0 ? "" : "; " + unseen + " could not be looked at")
                        + (difference == 0 ? "" : "; " + difference + " are not accounted for"));
        return failed == 0 && unseen == 0 && difference == 0 ? 0 : 1;
    }
}
