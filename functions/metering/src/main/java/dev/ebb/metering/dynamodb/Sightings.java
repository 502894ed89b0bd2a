package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Applies what needs no identity, because applying it again changes nothing: minutes are united with sets of minutes,
 * and what replicas say of themselves is {@link Heartbeats}.
 */
final class Sightings {

    private final Table table;
    private final Heartbeats heartbeats;
    private final ReplicaPages pages;

    Sightings(Table table, ReplicaPages pages) {
        this.table = table;
        heartbeats = new Heartbeats(table);
        this.pages = pages;
    }

    /**
     * Events that are written together, and accepted once that is done.
     *
     * @param entries those of one deployment, of one replica's heartbeats, or of an account's reports
     */
    record Part(List<Entry> entries, Runnable work) {}

    /** Of one part, in the making. */
    private static final class Draft {
        private final List<Entry> entries = new ArrayList<>();
        private final Map<Key, Action.Update> unions = new LinkedHashMap<>();
        private final SortedSet<Instant> alive = new TreeSet<>();
        private boolean inDemand;
    }

    /**
     * What there is to do, part by part, so that what fails half-way keeps what it has done: one update for each item that
     * the events touch, however many events there are.
     */
    List<Part> parts(List<Entry> entries, Instant now, Deadline deadline) {
        Map<Object, Draft> drafts = new LinkedHashMap<>();
        for (Entry entry : entries) {
            UsageEvent event = entry.event();
            Draft draft = drafts.computeIfAbsent(together(event.usage()), subject -> new Draft());
            draft.entries.add(entry);
            switch (event.usage()) {
                case Usage.Alive ignored -> draft.alive.add(event.time());
                case Usage.Reported reported ->
                    unite(
                            draft.unions,
                            reported.minutes(),
                            ActivityItem.REPORTED,
                            hour -> new Key(Keys.accountMeters(reported.account()), Keys.REPORTED + Keys.hour(hour)));
                case Usage.Rejected rejected -> {
                    draft.inDemand = true;
                    unite(
                            draft.unions,
                            rejected.minutes(),
                            ActivityItem.WANTED,
                            hour -> Keys.activity(rejected.deployment(), hour));
                }
                case Usage.Served served -> {
                    draft.inDemand |= served.active();
                    unite(
                            draft.unions,
                            served.minutes(),
                            served.active() ? ActivityItem.ACTIVE : ActivityItem.REPORTED,
                            hour -> Keys.activity(served.deployment(), hour));
                }
                case Usage.OwnAnnouncement other -> throw hasIdentity(other);
                case Usage.OfDeployment other -> throw hasIdentity(other);
                case Usage.OfReplica other -> throw hasIdentity(other);
                case Usage.Tokens other -> throw hasIdentity(other);
                case Usage.Voided other -> throw hasIdentity(other);
            }
        }
        List<Part> parts = new ArrayList<>();
        drafts.forEach(
                (subject, draft) -> parts.add(new Part(draft.entries, () -> write(subject, draft, now, deadline))));
        return parts;
    }

    private static Object together(Usage usage) {
        return switch (usage) {
            case Usage.Alive seen -> seen.replica();
            case Usage.Reported reported -> reported.account();
            case Usage.Rejected rejected -> rejected.deployment();
            case Usage.Served served -> served.deployment();
            case Usage.OwnAnnouncement other -> throw hasIdentity(other);
            case Usage.OfDeployment other -> throw hasIdentity(other);
            case Usage.OfReplica other -> throw hasIdentity(other);
            case Usage.Tokens other -> throw hasIdentity(other);
            case Usage.Voided other -> throw hasIdentity(other);
        };
    }

    private void write(Object subject, Draft draft, Instant now, Deadline deadline) {
        draft.unions.forEach((key, update) -> table.update(key, update, deadline));
        if (subject instanceof ReplicaId replica) {
            seen(replica, draft.alive, deadline);
        }
        if (draft.inDemand && subject instanceof DeploymentId deployment) {
            makeDue(Set.of(deployment), now, deadline);
        }
        draft.entries.forEach(Entry::accept);
    }

    private static IllegalStateException hasIdentity(Usage usage) {
        return new IllegalStateException("has an identity: " + usage);
    }

    private interface KeyOfHour {
        Key of(Instant hour);
    }

    private static void unite(Map<Key, Action.Update> unions, Usage.Minutes minutes, String attribute, KeyOfHour key) {
        ActivityItem.byHour(minutes).forEach((hour, touched) -> {
            Action.Update update = Action.Update.uniting(Map.of(attribute, numbers(touched)));
            unions.merge(key.of(hour), update, Action.Update::and);
        });
    }

    private static Set<Integer> numbers(BitSet minutes) {
        return minutes.stream().boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private void seen(ReplicaId replica, SortedSet<Instant> instants, Deadline deadline) {
        heartbeats.write(replica, instants, deadline);
        Instant last = instants.last();
        boolean lost = table.get(Keys.open(replica), deadline)
                .flatMap(open -> Value.instantIn(open, ReplicaChange.LOST_AT))
                .filter(last::isAfter)
                .isPresent();
        if (lost) {
            pages.seen(replica, deadline);
        }
    }

    /** Demand makes a deployment due now that is at zero, or that there is an action on. */
    void makeDue(Set<DeploymentId> inDemand, Instant now, Deadline deadline) {
        for (DeploymentId deployment : inDemand) {
            Key key = Keys.in(deployment, Keys.STATE);
            Map<String, AttributeValue> state = table.get(key, deadline).orElse(Map.of());
            boolean atZero = !state.isEmpty() && Value.numberOr(state, DeploymentStore.READY, 0) == 0;
            boolean marked = state.containsKey(DeploymentStore.MARKED);
            Optional<Instant> dueAt = DueIndex.dueAt(state);
            if ((!atZero && !marked) || dueAt.isEmpty()) {
                continue;
            }
            boolean everRan = DeploymentStore.revision(state) > 0;
            if (now.isBefore(dueAt.get()) || (everRan && !isKnownToWait(key, state, now, deadline))) {
                Map<String, AttributeValue> sets = new HashMap<>(DueIndex.entry(deployment, now));
                sets.putAll(demand(now));
                table.update(key, new Action.Update(Map.of(), sets, null), deadline);
            }
        }
    }

    /**
     * Whoever looks at what is due must not put it off without knowing of the demand, which is written once a minute. What
     * never ran, nobody has to wake.
     *
     * @return false if it has been put off meanwhile
     */
    private boolean isKnownToWait(Key key, Map<String, AttributeValue> state, Instant now, Deadline deadline) {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        if (Value.textIn(state, DeploymentStore.DEMAND_AT)
                .filter(last -> last.compareTo(Keys.millis(minute)) >= 0)
                .isPresent()) {
            return true;
        }
        Action.Condition stillDue = new Action.Condition(
                "#due <= :now", Map.of("#due", EbbTable.DUE_AT), Map.of(":now", Value.text(Keys.millis(now))));
        return table.update(key, new Action.Update(Map.of(), demand(now), stillDue), deadline);
    }

    private static Map<String, AttributeValue> demand(Instant now) {
        return Map.of(DeploymentStore.DEMAND_AT, Value.text(Keys.millis(now)));
    }
}
