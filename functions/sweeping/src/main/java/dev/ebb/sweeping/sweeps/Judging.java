package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Policies;
import dev.ebb.sweeping.rules.Ladder;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.sweeps.SweepStore.Concluded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives each of a page's deployments its verdict: reads, asks metrics services about all of them together, decides, records,
 * and hands on what was marked. Half of the time is for reading, so that what was read has its verdict too. One that can't
 * be looked at is counted, is looked at again later, and keeps nobody from theirs.
 */
public final class Judging {

    private final LookReader reader;
    private final Policies policies;
    private final PolicyReader.Layers layers;
    private final Ladder ladder;
    private final Concluding concluding;
    private final Failures failures;
    private final Function<Deadline, Ingestion> ingestion;

    /** @param ingestion how far events have been metered; read once a page */
    public Judging(
            LookReader reader,
            Policies policies,
            PolicyReader.Layers layers,
            Ladder ladder,
            Concluding concluding,
            Failures failures,
            Function<Deadline, Ingestion> ingestion) {
        this.reader = reader;
        this.policies = policies;
        this.layers = layers;
        this.ladder = ladder;
        this.concluding = concluding;
        this.failures = failures;
        this.ingestion = ingestion;
    }

    void judge(
            List<DeploymentId> due,
            Instant sweep,
            Instant now,
            Optional<String> held,
            long fleet,
            LegTally tally,
            Deadline deadline) {
        PolicyReader policyReader = new PolicyReader(policies, layers, deadline);
        Pass pass = new Pass(sweep, now, held, doubt(now, deadline), fleet, policyReader, tally, deadline);
        List<LookReader.Seen> seen = new ArrayList<>();
        Duration forVerdicts = deadline.remaining().dividedBy(2);
        for (int i = 0; i < due.size(); i++) {
            if (deadline.isTooShortFor(forVerdicts) || deadline.isTooShortFor(SweepDeployments.DEPLOYMENT_TIME)) {
                tally.deferred(due.size() - i);
                break;
            }
            see(due.get(i), pass).ifPresent(seen::add);
        }
        Map<DeploymentId, Answer> answers = reader.ask(seen, now, deadline);
        for (int i = 0; i < seen.size(); i++) {
            if (deadline.isTooShortFor(SweepDeployments.DEPLOYMENT_TIME)) {
                tally.deferred(seen.size() - i);
                return;
            }
            LookReader.Seen each = seen.get(i);
            judge(each, Optional.ofNullable(answers.get(each.watched().id())), pass);
        }
    }

    private Optional<String> doubt(Instant now, Deadline deadline) {
        Ingestion known = ingestion.apply(deadline);
        return known.lagsAt(now)
                ? Optional.of("ingestion lags: events are metered up to " + known.meteredUpTo() + " only")
                : Optional.empty();
    }

    private record Pass(
            Instant sweep,
            Instant now,
            Optional<String> held,
            Optional<String> doubt,
            long fleet,
            PolicyReader policies,
            LegTally tally,
            Deadline deadline) {}

    private Optional<LookReader.Seen> see(DeploymentId id, Pass pass) {
        try {
            Optional<LookReader.Seen> seen = reader.see(id, pass.now(), pass.policies(), pass.deadline());
            if (seen.isEmpty() || !isDue(seen.get(), pass.sweep())) {
                pass.tally().moved();
                return Optional.empty();
            }
            waited(seen.get(), pass);
            return seen;
        } catch (LedgerUnavailableException passing) {
            throw passing;
        } catch (RuntimeException failure) {
            pass.tally().failed(id, failures.note(id, failure, pass.sweep(), pass.deadline()));
            return Optional.empty();
        }
    }

    private static boolean isDue(LookReader.Seen seen, Instant sweep) {
        Instant dueAt = seen.watched().dueAt();
        return dueAt != null && !dueAt.isAfter(sweep);
    }

    /** One that was never looked at has waited for no instant. */
    private static void waited(LookReader.Seen seen, Pass pass) {
        Instant dueAt = seen.watched().dueAt();
        if (dueAt != null && dueAt.isAfter(Instant.EPOCH)) {
            pass.tally().waited(Duration.between(dueAt, pass.now()));
        }
    }

    private void judge(LookReader.Seen seen, Optional<Answer> answer, Pass pass) {
        DeploymentId id = seen.watched().id();
        try {
            LookReader.Seen latest = seen;
            Concluded concluded = conclude(latest, answer, pass, pass.held());
            if (concluded instanceof Concluded.Overtaken) {
                // Once more, on what there is now; if that is overtaken too, the next sweep will see.
                Optional<LookReader.Seen> again = reader.see(id, pass.now(), pass.policies(), pass.deadline());
                if (again.isPresent()) {
                    latest = again.get();
                    concluded = conclude(latest, answer, pass, pass.held());
                }
            }
            if (concluded instanceof Concluded.Exhausted exhausted) {
                concluded = conclude(latest, answer, pass, Optional.of("limit: " + exhausted.counter()));
            }
            switch (concluded) {
                case Concluded.Written ignored -> {}
                case Concluded.Repeated ignored -> pass.tally().repeated();
                case Concluded.Overtaken ignored -> pass.tally().overtaken();
                case Concluded.Exhausted exhausted ->
                    throw new IllegalStateException("marked although it was held: " + exhausted.counter());
            }
        } catch (LedgerUnavailableException passing) {
            throw passing;
        } catch (RuntimeException failure) {
            pass.tally().failed(id, failures.note(id, failure, pass.sweep(), pass.deadline()));
        }
    }

    private Concluded conclude(LookReader.Seen seen, Optional<Answer> answer, Pass pass, Optional<String> held) {
        Ladder.Look look = seen.look(answer, pass.now(), held, pass.doubt());
        Decision decision = ladder.decide(look);
        InForce stack = pass.policies().stack();
        return concluding.conclude(
                new Concluding.Decided(
                        seen, look, decision, pass.sweep(), stack.policy().limits(), pass.fleet()),
                pass.tally(),
                pass.deadline());
    }
}
