package dev.ebb.metering.history;

import dev.ebb.metering.ContentDigest;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in any order, and tells what deployments did. Order decides one thing only, as in the ledger: which of two
 * contents counts that came under one identity.
 */
public final class RecordedEvents {

    private final Map<Identity, UsageEvent> identified = new LinkedHashMap<>();
    private final Set<Identity> voided = new HashSet<>();
    private final Map<DeploymentId, Sighted> sighted = new TreeMap<>();
    private final Map<String, MinuteSet> reported = new HashMap<>();
    private final Map<ReplicaId, Instant> alive = new HashMap<>();
    private @Nullable Instant first;
    private @Nullable Instant latest;

    /** Takes an event that passed validation. It is never deferred. */
    public Outcome add(UsageEvent event) {
        if (event.usage().hasIdentity()) {
            UsageEvent standing = identified.putIfAbsent(event.identity(), event);
            if (standing != null) {
                return ContentDigest.matches(ContentDigest.of(standing), event)
                        ? new Outcome.Duplicate()
                        : Outcome.Refused.otherContent(event.identity());
            }
        }
        span(event.time(), event.time());
        switch (event.usage()) {
            case Usage.Voided taken -> voided.add(taken.target());
            case Usage.Served served -> {
                see(served.deployment());
                span(served.minutes());
                if (served.tokens() == null) {
                    see(served.deployment()).add(served);
                }
            }
            case Usage.Rejected rejected -> {
                span(rejected.minutes());
                see(rejected.deployment()).add(rejected);
            }
            case Usage.Reported all -> {
                span(all.minutes());
                reported.computeIfAbsent(all.account(), ignored -> new MinuteSet())
                        .add(all.minutes());
            }
            case Usage.Alive seen ->
                alive.merge(seen.replica(), event.time(), (one, other) -> one.isAfter(other) ? one : other);
            case Usage.OfDeployment of -> see(of.deployment());
            case Usage.OfReplica of -> see(of.replica().deployment());
            case Usage.Tokens ignored -> {}
            case Usage.OwnAnnouncement ignored -> {}
        }
        return new Outcome.Accepted();
    }

    private Sighted see(DeploymentId deployment) {
        return sighted.computeIfAbsent(deployment, ignored -> new Sighted());
    }

    private void span(Usage.Minutes minutes) {
        span(minutes.from(), minutes.to());
    }

    private void span(Instant from, Instant to) {
        first = first == null || from.isBefore(first) ? from : first;
        latest = latest == null || to.isAfter(latest) ? to : latest;
    }

    /** The latest instant that any event speaks of; empty if there was no event. */
    public Optional<Instant> latest() {
        return Optional.ofNullable(latest);
    }

    /**
     * What every deployment that was heard of did, sorted. Call it once, after all is added.
     *
     * @param from the beginning: what is before it is left out, but for the sessions that go on; null for the hour of the
     *     first instant that any event speaks of
     * @param asOf the end: sessions that are open end here, and minutes that begin then or later are left out; no event
     *     may be later
     * @param lost when silence ends a session
     */
    public List<RecordedDeployment> deployments(@Nullable Instant from, Instant asOf, LostRule lost) {
        Map<DeploymentId, Recording> recordings = new TreeMap<>();
        sighted.forEach((id, minutes) -> recordings.put(id, new Recording(id, minutes)));
        identified.forEach((identity, event) -> {
            if (!voided.contains(identity)) {
                record(event, recordings);
            }
        });
        alive.forEach((replica, last) -> {
            Recording recording = recordings.get(replica.deployment());
            if (recording != null) {
                recording.alive(replica.name(), last);
            }
        });
        Instant earliest = first == null || first.isAfter(asOf) ? asOf : first.truncatedTo(ChronoUnit.HOURS);
        Instant begin = from == null ? earliest : from;
        return recordings.values().stream()
                .map(each -> each.in(
                        begin, asOf, lost, reported.getOrDefault(each.id().account(), new MinuteSet())))
                .toList();
    }

    private static void record(UsageEvent event, Map<DeploymentId, Recording> recordings) {
        switch (event.usage()) {
            case Usage.OfDeployment said -> recordings.get(said.deployment()).add(event, said);
            case Usage.OfReplica moved ->
                recordings.get(moved.replica().deployment()).add(event, moved);
            case Usage.Served served -> recordings.get(served.deployment()).add(served);
            case Usage.Voided ignored -> {}
            case Usage.Tokens ignored -> {}
            case Usage.Alive ignored -> {}
            case Usage.Rejected ignored -> {}
            case Usage.Reported ignored -> {}
            case Usage.OwnAnnouncement ignored -> {}
        }
    }
}
