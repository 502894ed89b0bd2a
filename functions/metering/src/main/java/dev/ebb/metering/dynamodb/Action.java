package dev.ebb.metering.dynamodb;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** One action of a transaction on one item. */
public sealed interface Action {

    /** The request for it, on an item of {@code table}. */
    TransactWriteItem on(String table, Key key);

    /** A condition, with the names and values that its expression uses. */
    record Condition(String expression, Map<String, String> names, Map<String, AttributeValue> values) {

        /** There is no such item. */
        public static final Condition ABSENT = new Condition("attribute_not_exists(pk)", Map.of(), Map.of());

        /** An attribute has this value. */
        public static Condition equal(String attribute, AttributeValue value) {
            return new Condition("#c = :c", Map.of("#c", attribute), Map.of(":c", value));
        }

        /** Each attribute equal to its number; an absent one counts as 0. */
        public static Condition allAt(Map<String, Long> numbers) {
            List<String> terms = new ArrayList<>();
            Map<String, String> names = new LinkedHashMap<>();
            Map<String, AttributeValue> values = new LinkedHashMap<>();
            new TreeMap<>(numbers).forEach((attribute, number) -> {
                String n = "n" + names.size();
                String equal = "#" + n + " = :" + n;
                terms.add(number == 0 ? "(attribute_not_exists(#" + n + ") OR " + equal + ")" : equal);
                names.put("#" + n, attribute);
                values.put(":" + n, Value.number(number));
            });
            return new Condition(String.join(" AND ", terms), names, values);
        }

        /** Both; they must not use the same names for different things. */
        public Condition and(Condition other) {
            Map<String, String> allNames = new LinkedHashMap<>(names);
            allNames.putAll(other.names);
            Map<String, AttributeValue> allValues = new LinkedHashMap<>(values);
            allValues.putAll(other.values);
            return new Condition(expression + " AND " + other.expression, allNames, allValues);
        }

        /** Equal to a number; an absent attribute counts as 0. */
        public static Condition atNumber(String attribute, long number) {
            String expression = number == 0 ? "(attribute_not_exists(#c) OR #c = :c)" : "#c = :c";
            return new Condition(expression, Map.of("#c", attribute), Map.of(":c", Value.number(number)));
        }
    }

    /** DynamoDB refuses an empty map where it takes none. */
    private static <V> @Nullable Map<String, V> orNull(Map<String, V> map) {
        return map.isEmpty() ? null : map;
    }

    /** Writes the whole item. */
    record Put(Map<String, AttributeValue> item, @Nullable Condition condition) implements Action {
        @Override
        public TransactWriteItem on(String table, Key key) {
            Map<String, AttributeValue> whole = new LinkedHashMap<>(item);
            whole.putAll(key.attributes());
            return TransactWriteItem.builder()
                    .put(put -> {
                        put.tableName(table).item(whole);
                        if (condition != null) {
                            put.conditionExpression(condition.expression())
                                    .expressionAttributeNames(orNull(condition.names()))
                                    .expressionAttributeValues(orNull(condition.values()))
                                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
                        }
                    })
                    .build();
        }
    }

    /** Removes the item. */
    record Delete() implements Action {
        @Override
        public TransactWriteItem on(String table, Key key) {
            return TransactWriteItem.builder()
                    .delete(delete -> delete.tableName(table).key(key.attributes()))
                    .build();
        }
    }

    /** Changes nothing, but must hold. */
    record Check(Condition condition) implements Action {
        @Override
        public TransactWriteItem on(String table, Key key) {
            return TransactWriteItem.builder()
                    .conditionCheck(check -> check.tableName(table)
                            .key(key.attributes())
                            .conditionExpression(condition.expression())
                            .expressionAttributeNames(orNull(condition.names()))
                            .expressionAttributeValues(orNull(condition.values())))
                    .build();
        }
    }

    /** Adds to numbers, unites sets of numbers, sets attributes, and takes some away. */
    record Update(
            Map<String, BigInteger> adds,
            Map<String, Set<Integer>> unions,
            Map<String, AttributeValue> sets,
            Set<String> removals,
            @Nullable Condition condition)
            implements Action {

        /** Without sets of numbers, and without removals. */
        public Update(Map<String, BigInteger> adds, Map<String, AttributeValue> sets, @Nullable Condition condition) {
            this(adds, Map.of(), sets, Set.of(), condition);
        }

        /** Adds to numbers. */
        public static Update adding(Map<String, BigInteger> adds) {
            return new Update(adds, Map.of(), null);
        }

        /** Adds to sets of numbers, which is idempotent. */
        public static Update uniting(Map<String, Set<Integer>> unions) {
            return new Update(Map.of(), unions, Map.of(), Set.of(), null);
        }

        /** Both at once. Their sums are sums, and at most one of them has a condition or the two are equal. */
        Update and(Update other) {
            if (condition != null && other.condition != null && !condition.equals(other.condition)) {
                throw new IllegalStateException("two conditions on one item: " + condition + ", " + other.condition);
            }
            Map<String, BigInteger> sums = new LinkedHashMap<>(adds);
            other.adds.forEach((name, value) -> sums.merge(name, value, BigInteger::add));
            Map<String, AttributeValue> all = new LinkedHashMap<>(sets);
            all.putAll(other.sets);
            Map<String, Set<Integer>> united = new LinkedHashMap<>(unions);
            other.unions.forEach((name, more) -> united.merge(name, more, (a, b) -> {
                Set<Integer> both = new TreeSet<>(a);
                both.addAll(b);
                return both;
            }));
            Set<String> removed = new TreeSet<>(removals);
            removed.addAll(other.removals);
            return new Update(sums, united, all, removed, condition != null ? condition : other.condition);
        }

        /** Whether {@code other} only checks what this checks too. */
        boolean implies(Action other) {
            return other instanceof Check check && check.condition().equals(condition);
        }

        @Override
        public TransactWriteItem on(String table, Key key) {
            Map<String, String> names = new LinkedHashMap<>();
            Map<String, AttributeValue> values = new LinkedHashMap<>();
            List<String> setting = new ArrayList<>();
            List<String> adding = new ArrayList<>();
            List<String> removing = new ArrayList<>();
            sets.forEach((name, value) -> {
                String n = "s" + names.size();
                names.put("#" + n, name);
                values.put(":" + n, value);
                setting.add("#" + n + " = :" + n);
            });
            adds.forEach((name, value) -> {
                String n = "a" + names.size();
                names.put("#" + n, name);
                values.put(":" + n, Value.number(value));
                adding.add("#" + n + " :" + n);
            });
            unions.forEach((name, numbers) -> {
                String n = "u" + names.size();
                names.put("#" + n, name);
                values.put(
                        ":" + n,
                        AttributeValue.fromNs(
                                numbers.stream().map(String::valueOf).toList()));
                adding.add("#" + n + " :" + n);
            });
            removals.forEach(name -> {
                String n = "#r" + names.size();
                names.put(n, name);
                removing.add(n);
            });
            String expression = (setting.isEmpty() ? "" : "SET " + String.join(", ", setting))
                    + (adding.isEmpty() ? "" : " ADD " + String.join(", ", adding))
                    + (removing.isEmpty() ? "" : " REMOVE " + String.join(", ", removing));
            if (condition != null) {
                names.putAll(condition.names());
                values.putAll(condition.values());
            }
            return TransactWriteItem.builder()
                    .update(update -> update.tableName(table)
                            .key(key.attributes())
                            .updateExpression(expression.strip())
                            .conditionExpression(condition == null ? null : condition.expression())
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(orNull(values)))
                    .build();
        }
    }
}
