package dev.ebb.metering.dynamodb;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What one transaction is to do: one action an item, for DynamoDB refuses two. Additions to one item are summed. */
public final class TransactionPlan {

    /** DynamoDB's limit. */
    public static final int MAX_ITEMS = 100;

    private final Map<Key, Action> actions = new LinkedHashMap<>();

    Map<Key, Action> actions() {
        return actions;
    }

    /** Whether it would do nothing. */
    public boolean isEmpty() {
        return actions.isEmpty();
    }

    /** How many items it touches. */
    public int size() {
        return actions.size();
    }

    /**
     * Adds an action.
     *
     * @throws IllegalStateException if there is an action for the item already that can't be combined with it
     */
    public void add(Key key, Action action) {
        actions.merge(key, action, (first, second) -> {
            if (first instanceof Action.Update one && second instanceof Action.Update two) {
                return one.and(two);
            }
            if (first.equals(second)) {
                return first;
            }
            if (first instanceof Action.Update update && update.implies(second)) {
                return first;
            }
            if (second instanceof Action.Update update && update.implies(first)) {
                return second;
            }
            throw new IllegalStateException("two actions on one item: " + key);
        });
    }

    void add(Key key, String attribute, BigInteger amount) {
        add(key, Action.Update.adding(Map.of(attribute, amount)));
    }

    /** Whether both fit into one transaction. */
    boolean canHold(TransactionPlan other) {
        Set<Key> mine = actions.keySet();
        long more = other.actions.keySet().stream()
                .filter(key -> !mine.contains(key))
                .count();
        return mine.size() + more <= MAX_ITEMS;
    }

    void addAll(TransactionPlan other) {
        other.actions.forEach(this::add);
    }
}
