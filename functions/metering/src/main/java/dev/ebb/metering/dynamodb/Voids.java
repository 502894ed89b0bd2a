package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Identity;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Takes accepted events back. What an event did stands with its identity; if it has not come yet, a tombstone does. */
final class Voids {

    private final Table table;
    private final Identities identities;
    private final ReplicaWriter replicas;
    private final ReplicaPages pages;
    private final Announcements announcements;
    private final IdleVoids idle;

    Voids(Table table, Identities identities, ReplicaWriter replicas, ReplicaPages pages, Announcements announcements) {
        this.table = table;
        this.identities = identities;
        this.replicas = replicas;
        this.pages = pages;
        this.announcements = announcements;
        idle = new IdleVoids(table);
    }

    /** Afterwards the entry has its outcome. */
    void apply(Entry entry, Identity target, Instant now, Deadline deadline) {
        Key ownKey = Keys.identity(entry.event().identity());
        Key targetKey = Keys.identity(target);
        Refusals refusals = new Refusals("the void of " + target);
        while (entry.isOpen()) {
            Map<Key, Map<String, AttributeValue>> standing =
                    table.getAll(List.of(ownKey, targetKey).stream().distinct().toList(), deadline);
            Optional<Map<String, AttributeValue>> own = Identities.standing(standing.get(ownKey), now);
            Optional<Map<String, AttributeValue>> found = Identities.standing(standing.get(targetKey), now);
            TransactionPlan plan = new TransactionPlan();
            if (own.isEmpty()) {
                identities.record(plan, entry.event(), now);
            } else if (entry.meet(own.get()) instanceof Identities.Standing.Tombstone) {
                List<Key> voids = idle.of(entry.event().identity(), deadline);
                identities.recordOver(plan, entry.event(), voids.size(), now);
                idle.ofVoid(plan, voids);
            } else {
                break;
            }
            if (ownKey.equals(targetKey)) {
                idle.add(plan, entry.event(), target, true);
                write(entry, plan, deadline);
            } else {
                tryOnce(entry, target, found, plan, now, deadline);
            }
            if (entry.isOpen()) {
                refusals.add();
            }
        }
        finish(target, deadline);
    }

    private void tryOnce(
            Entry entry,
            Identity target,
            Optional<Map<String, AttributeValue>> standing,
            TransactionPlan plan,
            Instant now,
            Deadline deadline) {
        Optional<Effect> effect = standing.filter(item -> item.containsKey(Effect.ATTRIBUTE))
                .filter(item -> !Identities.isVoided(item))
                .map(item -> Effect.of(target.account(), item));
        if (standing.isEmpty()) {
            identities.tombstone(plan, target, entry.event().time(), now);
            idle.add(plan, entry.event(), target, false);
        } else if (Identities.isTombstone(standing.get())) {
            identities.voidAgain(plan, target);
            idle.add(plan, entry.event(), target, false);
        } else if (effect.isPresent() && effect.get() instanceof Effect.Nothing) {
            idle.add(plan, entry.event(), target, true);
        }
        if (effect.isEmpty() || effect.get() instanceof Effect.Nothing) {
            write(entry, plan, deadline);
            return;
        }
        identities.markVoided(plan, target, effect.get(), entry.event(), now);
        switch (effect.get()) {
            case Effect.Moved moved -> {
                Mutation mutation = new Mutation(entry, moved.replica(), moved.time(), null, target, plan);
                replicas.apply(moved.replica().deployment(), List.of(mutation), deadline);
            }
            case Effect.Announced announced -> {
                announcements.planVoid(announced, now, deadline).ifPresent(plan::addAll);
                write(entry, plan, deadline);
            }
            case Effect.Added added -> {
                added.addTo(plan, 0, -1);
                write(entry, plan, deadline);
            }
            case Effect.Nothing ignored -> throw new IllegalStateException("handled above");
        }
    }

    /** If somebody else was first, the entry stays open. */
    private void write(Entry entry, TransactionPlan plan, Deadline deadline) {
        switch (table.write(plan, deadline)) {
            case Table.Written.Committed ignored -> entry.accept();
            case Table.Written.Impossible impossible -> entry.refuse(impossible.reason());
            case Table.Written.Refused ignored -> {}
        }
    }

    /** Finishes what the void led to, also if an earlier delivery of it was cut short. */
    private void finish(Identity target, Deadline deadline) {
        Optional<Effect> effect = table.get(Keys.identity(target), deadline)
                .filter(item -> item.containsKey(Effect.ATTRIBUTE))
                .map(item -> Effect.of(target.account(), item));
        if (effect.isPresent()) {
            switch (effect.get()) {
                case Effect.Announced announced -> announcements.settle(announced.deployment(), deadline);
                case Effect.Moved moved -> pages.finish(moved.replica(), deadline);
                case Effect.Added ignored -> {}
                case Effect.Nothing ignored -> {}
            }
        }
    }

    /** Puts an event on record whose void came before it: it counts as accepted, and changes nothing. */
    void acceptVoided(Entry entry, Instant now, Deadline deadline) {
        UsageEvent event = entry.event();
        Refusals refusals = new Refusals("the event " + event.identity() + " that was voided before it came");
        while (entry.isOpen()) {
            List<Key> voids = idle.of(event.identity(), deadline);
            TransactionPlan plan = new TransactionPlan();
            identities.recordVoided(plan, event, voids.size(), now);
            voids.forEach(key -> plan.add(key, new Action.Delete()));
            switch (table.write(plan, deadline)) {
                case Table.Written.Committed ignored -> entry.accept();
                case Table.Written.Impossible impossible -> entry.refuse(impossible.reason());
                case Table.Written.Refused refused -> {
                    Map<String, AttributeValue> item = refused.items().get(Keys.identity(event.identity()));
                    if (item != null && item.isEmpty()) {
                        throw new LedgerUnavailableException(
                                "the tombstone of " + event.identity() + " has gone", null);
                    }
                    if (item != null) {
                        entry.meet(item);
                    }
                    refusals.add();
                }
            }
        }
    }
}
