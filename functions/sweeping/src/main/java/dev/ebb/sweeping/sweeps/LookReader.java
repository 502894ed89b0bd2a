package dev.ebb.sweeping.sweeps;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetWatch;
import dev.ebb.metering.Watched;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.ActingCaps;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.evidence.Combined;
import dev.ebb.sweeping.evidence.MetricsSource;
import dev.ebb.sweeping.evidence.MetricsSource.Answer;
import dev.ebb.sweeping.evidence.MetricsSource.Metrics;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.PolicyDigest;
import dev.ebb.sweeping.rules.Damping;
import dev.ebb.sweeping.rules.IdleLadder;
import dev.ebb.sweeping.rules.Ladder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads all that a verdict rests on. */
public final class LookReader {

    /** How long events of activity may take until they are metered; minutes younger than that say nothing. */
    public static final Duration EVENTS_LAG = Duration.ofMinutes(2);

    /** Enough for the standard windows, without reading twice. */
    private static final Duration USUAL = Duration.ofHours(3);

    /** Minutes at the end of what is asked for may not be there yet; those before them fill the window. */
    private static final Duration MOST_LAG = Duration.ofMinutes(10);

    private final FleetWatch fleet;
    private final SweepStore store;
    private final MetricsSource metrics;
    private final ActingCaps caps;
    private final Reach reach;

    /** Of these parts. */
    public LookReader(FleetWatch fleet, SweepStore store, MetricsSource metrics, ActingCaps caps, Reach reach) {
        this.fleet = fleet;
        this.store = store;
        this.metrics = metrics;
        this.caps = caps;
        this.reach = reach;
    }

    /** Who would be asked, and how a deployment at zero would be brought back. */
    public interface Reach {
        /** Why there is no way; empty if there is one. */
        Optional<String> missing(Watched watched);

        /** Why nobody could be asked to do anything; empty if there is a target. */
        Optional<String> noTarget(Watched watched);
    }

    /**
     * A deployment as it was read.
     *
     * @param metrics what to ask a metrics service, if its target names any
     * @param wayToWake why it could not be woken; empty if it could
     * @param noTarget why nobody could be asked to do anything; empty if there is a target
     * @param cap the account's, if it acts; only read where more could be asked for
     */
    record Seen(
            Watched watched,
            SweepStore.Kept kept,
            SweepStatus status,
            InForce policy,
            Optional<Metrics> metrics,
            Optional<String> wayToWake,
            Optional<String> noTarget,
            Optional<ActingCap> cap) {

        Ladder.Look look(Optional<Answer> answer, Instant now, Optional<String> held, Optional<String> doubt) {
            Combined known = metrics.map(asked -> Combined.of(
                            watched.minutes(),
                            asked,
                            answer.orElseThrow(() -> new IllegalStateException(asked.source() + ": gave no answer"))))
                    .orElseGet(() -> Combined.ofEvents(watched.minutes(), EVENTS_LAG));
            Watched combined = new Watched(
                    watched.state(),
                    watched.pending(),
                    watched.upSince(),
                    watched.zeroSince(),
                    known.minutes(),
                    watched.stamp(),
                    watched.dueAt());
            return new Ladder.Look(
                    now,
                    combined,
                    status,
                    policy,
                    kept.pin(),
                    known.source(),
                    known.lag(),
                    known.failures(),
                    doubt,
                    // What a service saw of GPUs before they were stopped says nothing of what is at zero.
                    watched.state().readyReplicas() == 0 ? List.of() : known.vetoes(),
                    wayToWake,
                    held.or(() -> noTarget),
                    cap);
        }
    }

    /** Empty if nothing but activity was ever heard of it. */
    Optional<Seen> see(DeploymentId id, Instant now, PolicyReader policies, Deadline deadline) {
        SweepStore.Kept kept = store.kept(id, deadline);
        Instant usual = now.minus(USUAL);
        Optional<Watched> first = fleet.watch(id, usual, now, deadline);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Watched watched = first.get();
        var configuration = watched.state().configuration();
        InForce policy = policies.of(id, Optional.ofNullable(configuration.policy()));
        SweepStatus status = kept.status().orElseGet(() -> SweepStatus.first(id, PolicyDigest.of(policy), now));
        Instant from = IdleLadder.readFrom(status, policy, EVENTS_LAG, now);
        if (from.isBefore(usual)) {
            watched = fleet.watch(id, from, now, deadline).orElse(watched);
        }
        Optional<Metrics> named =
                Optional.ofNullable(configuration.target()).flatMap(target -> metrics.metrics(id, target));
        Optional<String> missing = policy.policy().wake() ? reach.missing(watched) : Optional.empty();
        Optional<ActingCap> cap =
                mayAskForMore(watched, policy) ? caps.acting(id.account(), now, deadline) : Optional.empty();
        return Optional.of(new Seen(watched, kept, status, policy, named, missing, reach.noTarget(watched), cap));
    }

    private static boolean mayAskForMore(Watched watched, InForce policy) {
        return policy.policy().scaling().scale()
                || (policy.policy().wake() && watched.state().readyReplicas() == 0);
    }

    /** The longest window that its verdict can need. */
    private static Duration window(InForce policy, SweepStatus status) {
        int doublings = policy.policy().damping() ? status.damping() : 0;
        return Damping.lengthened(policy.policy().zeroAfter(), doublings);
    }

    /**
     * Asks the metrics services about all of them whose targets name metrics: those with one window together, for what a
     * service says against idleness counts wherever it lies in what was asked.
     */
    Map<DeploymentId, Answer> ask(List<Seen> seen, Instant now, Deadline deadline) {
        Map<Duration, List<Metrics>> asked = new TreeMap<>();
        for (Seen each : seen) {
            each.metrics()
                    .ifPresent(named -> asked.computeIfAbsent(
                                    window(each.policy(), each.status()), ignored -> new ArrayList<>())
                            .add(named));
        }
        Instant to = ActivityMinutes.startOf(ActivityMinutes.minuteOf(now));
        Map<DeploymentId, Answer> answers = new HashMap<>();
        asked.forEach((window, together) -> {
            Instant from = ActivityMinutes.startOf(
                    ActivityMinutes.minuteOf(to.minus(window).minus(MOST_LAG)));
            answers.putAll(metrics.ask(together, from, to, deadline));
        });
        return answers;
    }
}
