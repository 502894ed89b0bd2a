package dev.ebb.metering.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * What one request, or one action of a transaction, does to one item.
 *
 * @param place where the item stands
 * @param condition must hold first; null for none
 * @param effect the item afterwards from the item before
 * @param returnsOld whether the item is handed back if the condition does not hold
 */
record Change(
        Store.Place place,
        @Nullable ConditionExpression condition,
        UnaryOperator<Map<String, AttributeValue>> effect,
        boolean returnsOld) {

    /** What is asked for, before the table is known. */
    @FunctionalInterface
    interface Request {
        /** Refuses what is wrong in itself. */
        Change on(Store store);
    }

    static Request put(
            Map<String, AttributeValue> item,
            @Nullable String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values,
            @Nullable ReturnValuesOnConditionCheckFailure returned) {
        return store -> {
            Map<String, AttributeValue> kept = Values.checked(item);
            Tokens.Names known = new Tokens.Names(names, values);
            Change change =
                    new Change(store.place(kept), condition(condition, known), before -> kept, asksOld(returned));
            known.requireAllUsed();
            return change;
        };
    }

    static Request update(
            Map<String, AttributeValue> key,
            @Nullable String update,
            @Nullable String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values,
            @Nullable ReturnValuesOnConditionCheckFailure returned) {
        return store -> {
            Tokens.Names known = new Tokens.Names(names, values);
            ConditionExpression holds = condition(condition, known);
            UnaryOperator<Map<String, AttributeValue>> change = update == null
                    ? before -> before
                    : UpdateExpression.of(update, known, store.key().names())::on;
            known.requireAllUsed();
            UnaryOperator<Map<String, AttributeValue>> effect = before -> {
                Map<String, AttributeValue> after = new HashMap<>(change.apply(before));
                after.putAll(key);
                return after;
            };
            return new Change(store.exactly(key), holds, effect, asksOld(returned));
        };
    }

    static Request delete(
            Map<String, AttributeValue> key,
            @Nullable String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values,
            @Nullable ReturnValuesOnConditionCheckFailure returned) {
        return store -> {
            Tokens.Names known = new Tokens.Names(names, values);
            Change change =
                    new Change(store.exactly(key), condition(condition, known), before -> Map.of(), asksOld(returned));
            known.requireAllUsed();
            return change;
        };
    }

    static Request check(
            Map<String, AttributeValue> key,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values,
            @Nullable ReturnValuesOnConditionCheckFailure returned) {
        return store -> {
            Tokens.Names known = new Tokens.Names(names, values);
            Change change =
                    new Change(store.exactly(key), condition(condition, known), before -> before, asksOld(returned));
            known.requireAllUsed();
            return change;
        };
    }

    private static @Nullable ConditionExpression condition(@Nullable String expression, Tokens.Names names) {
        return expression == null ? null : ConditionExpression.of(expression, names);
    }

    private static boolean asksOld(@Nullable ReturnValuesOnConditionCheckFailure returned) {
        return returned == ReturnValuesOnConditionCheckFailure.ALL_OLD;
    }

    boolean holds(Store store) {
        return condition == null || condition.holds(store.get(place));
    }

    /** What is handed back when the condition does not hold: nothing unless asked for, or if there is no item. */
    @Nullable
    Map<String, AttributeValue> toReturn(Store store) {
        Map<String, AttributeValue> item = store.get(place);
        return returnsOld && !item.isEmpty() ? item : null;
    }

    Map<String, AttributeValue> after(Store store) {
        return effect.apply(store.get(place));
    }
}
