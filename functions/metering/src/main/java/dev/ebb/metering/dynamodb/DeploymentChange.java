package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What somebody who is not the ledger changes of a deployment, in a transaction of their own, and on what condition.
 *
 * @param due when it is due next
 * @param mark what becomes of its mark: demand makes a deployment due that has one
 * @param stamp what must still stand as it was read; empty if only the deployment must be there
 */
public record DeploymentChange(DeploymentId deployment, Due due, Mark mark, Optional<Watched.Stamp> stamp) {

    /** Its place in the index of what is due. */
    public sealed interface Due {
        /** As it is. */
        record Kept() implements Due {}

        /** Due then. */
        record At(Instant instant) implements Due {}

        /** Out of the index. */
        record Never() implements Due {}
    }

    /** Whether there is an action on it that was decided and has not come to its end. */
    public enum Mark {
        /** As it is. */
        KEPT,
        /** There is. */
        SET,
        /** There is none. */
        REMOVED
    }

    /** What of a stamp did not stand any more. */
    public enum Changed {
        /** Its sessions, what is starting, or what is announced of it. */
        SESSIONS,
        /** Its activity. */
        DEMAND
    }

    /** Adds it to a plan: one item, and with a stamp one for each of its hours. */
    public void addTo(TransactionPlan plan) {
        Map<String, AttributeValue> sets = new HashMap<>();
        Set<String> removals = Set.of();
        switch (due) {
            case Due.Kept ignored -> {}
            case Due.At at -> sets.putAll(DueIndex.entry(deployment, at.instant()));
            case Due.Never ignored -> removals = Set.of(EbbTable.DUE_SHARD, EbbTable.DUE_AT);
        }
        switch (mark) {
            case KEPT -> {}
            case SET -> sets.put(DeploymentStore.MARKED, Value.flag());
            case REMOVED -> removals = with(removals, DeploymentStore.MARKED);
        }
        Action.Condition standing = standing();
        if (!sets.isEmpty() || !removals.isEmpty()) {
            plan.add(state(), new Action.Update(Map.of(), Map.of(), sets, removals, standing));
        } else if (stamp.isPresent()) {
            plan.add(state(), new Action.Check(standing));
        }
        stamp.ifPresent(read -> read.hours()
                .forEach((hour, amount) ->
                        plan.add(Keys.activity(deployment, hour), new Action.Check(ActivityItem.unchanged(amount)))));
    }

    private static Set<String> with(Set<String> some, String one) {
        List<String> all = new ArrayList<>(some);
        all.add(one);
        return Set.copyOf(all);
    }

    private Key state() {
        return Keys.in(deployment, Keys.STATE);
    }

    private Action.Condition standing() {
        Action.Condition present = new Action.Condition("attribute_exists(pk)", Map.of(), Map.of());
        return stamp.map(read -> present.and(Action.Condition.allAt(Map.of(
                        DeploymentStore.REVISION, read.revision(),
                        DeploymentStore.TIMELINE_NUMBER, read.timeline(),
                        DeploymentStore.STARTING, read.starting()))))
                .orElse(present);
    }

    /** What had changed, if a transaction was refused because of these items; empty if it was not because of this. */
    public Optional<Changed> changedBy(Set<Key> refused) {
        boolean demand = stamp.stream()
                .flatMap(read -> read.hours().keySet().stream())
                .anyMatch(hour -> refused.contains(Keys.activity(deployment, hour)));
        if (demand) {
            return Optional.of(Changed.DEMAND);
        }
        return refused.contains(state()) ? Optional.of(Changed.SESSIONS) : Optional.empty();
    }
}
