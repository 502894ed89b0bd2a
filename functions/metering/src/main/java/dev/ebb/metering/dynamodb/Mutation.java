package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Transition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transition that is to be added to a replica's history, or taken from it, together with the records of identities
 * that go with it.
 *
 * @param entry the event that asks for it
 * @param time when the transition happened
 * @param added the transition; null if one is taken away
 * @param removed the identity of the transition that is taken away; null if one is added
 * @param identities the actions on identities
 */
record Mutation(
        Entry entry,
        ReplicaId replica,
        Instant time,
        @Nullable Transition added,
        @Nullable Identity removed,
        TransactionPlan identities) {

    void applyTo(List<Transition> transitions) {
        if (added != null) {
            transitions.add(added);
        }
        if (removed != null) {
            transitions.removeIf(transition -> transition.position().identity().equals(removed));
        }
    }
}
