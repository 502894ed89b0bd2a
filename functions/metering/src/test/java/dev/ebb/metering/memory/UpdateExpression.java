package dev.ebb.metering.memory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What an update does to an item: {@code SET} to a value, {@code ADD} a number or a set, {@code REMOVE}.
 *
 * @param sets attributes and their new values
 * @param adds attributes and what is added to them
 * @param removals attributes that go
 */
record UpdateExpression(Map<String, AttributeValue> sets, Map<String, AttributeValue> adds, List<String> removals) {

    private static final String WRONG_TYPE = "An operand in the update expression has an incorrect data type";

    /** Reads a whole expression; refuses one that names an attribute of the key, or one attribute twice. */
    static UpdateExpression of(String expression, Tokens.Names names, Set<String> key) {
        Tokens tokens = new Tokens(expression, names);
        UpdateExpression update = new UpdateExpression(new HashMap<>(), new HashMap<>(), new ArrayList<>());
        Set<String> touched = new HashSet<>();
        while (!tokens.isAtEnd()) {
            String section = tokens.next();
            do {
                String attribute = tokens.path();
                if (key.contains(attribute)) {
                    throw Refusal.invalid("Cannot update attribute " + attribute + ". It is part of the key");
                }
                if (!touched.add(attribute)) {
                    throw Refusal.invalid("Two document paths overlap: " + attribute);
                }
                update.read(section, attribute, tokens);
            } while (tokens.take(","));
        }
        return update;
    }

    private void read(String section, String attribute, Tokens tokens) {
        switch (section) {
            case "SET" -> {
                tokens.expect("=");
                sets.put(attribute, tokens.value());
            }
            case "ADD" -> {
                AttributeValue value = tokens.value();
                if (value.type() != AttributeValue.Type.N
                        && value.type() != AttributeValue.Type.NS
                        && value.type() != AttributeValue.Type.SS) {
                    throw Refusal.invalid(WRONG_TYPE);
                }
                adds.put(attribute, value);
            }
            case "REMOVE" -> removals.add(attribute);
            default -> throw tokens.unknown();
        }
    }

    /** The item afterwards. */
    Map<String, AttributeValue> on(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> after = new HashMap<>(item);
        after.putAll(sets);
        adds.forEach((attribute, value) -> after.merge(attribute, value, UpdateExpression::sum));
        removals.forEach(after::remove);
        return after;
    }

    private static AttributeValue sum(AttributeValue old, AttributeValue more) {
        if (old.type() != more.type()) {
            throw Refusal.invalid(WRONG_TYPE);
        }
        return switch (old.type()) {
            case N ->
                AttributeValue.fromN(Values.text(Values.number(new BigDecimal(old.n()).add(new BigDecimal(more.n())))));
            case NS -> AttributeValue.fromNs(union(old.ns(), more.ns()).stream().toList());
            case SS -> {
                TreeSet<String> both = new TreeSet<>(old.ss());
                both.addAll(more.ss());
                yield AttributeValue.fromSs(List.copyOf(both));
            }
            case S, B, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> throw Refusal.invalid(WRONG_TYPE);
        };
    }

    private static List<String> union(List<String> one, List<String> other) {
        TreeSet<BigDecimal> both = new TreeSet<>();
        one.forEach(each -> both.add(new BigDecimal(each)));
        other.forEach(each -> both.add(new BigDecimal(each)));
        return both.stream().map(Values::text).toList();
    }
}
