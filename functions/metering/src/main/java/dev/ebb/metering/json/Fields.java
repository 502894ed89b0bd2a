package dev.ebb.metering.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads an object's members, and writes down every rule that they break instead of stopping at the first. */
final class Fields {

    /** Values in complaints are cut to this. */
    static final int MAX_SHOWN = 64;

    private final String prefix;
    private final Json.Members object;
    private final List<String> complaints;

    /**
     * @param prefix what stands before the members' names in complaints, such as "data."
     * @param complaints where they are written
     */
    Fields(String prefix, Json.Members object, List<String> complaints) {
        this.prefix = prefix;
        this.object = object;
        this.complaints = complaints;
    }

    /** The members of an inner object; of an empty one if it is absent or, as a complaint says, no object. */
    Fields inside(String name) {
        Json.Members inner = switch (object.get(name)) {
            case Json.Members members -> members;
            case null -> new Json.Members(Map.of(), Set.of());
            case Json other -> {
                complain(name, "must be an object", other);
                yield new Json.Members(Map.of(), Set.of());
            }
        };
        return new Fields(prefix + name + ".", inner, complaints);
    }

    /** The member as {@code rule} reads it; empty if it breaks the rule or is absent, which is a complaint too. */
    <T> Optional<T> required(String name, Function<Json, T> rule) {
        if (object.get(name) == null) {
            complaints.add(
                    prefix + name + ": must be given, is " + (object.members().containsKey(name) ? "null" : "absent"));
        }
        return optional(name, rule);
    }

    /** The member as {@code rule} reads it; empty if it is absent, or breaks the rule. */
    <T> Optional<T> optional(String name, Function<Json, T> rule) {
        Json value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(rule.apply(value));
        } catch (BrokenRuleException broken) {
            complain(name, String.valueOf(broken.getMessage()), value);
            return Optional.empty();
        }
    }

    /** Complains about a member that is itself fine, but not together with another. */
    void complain(String name, String rule) {
        Json value = object.members().get(name);
        complain(name, rule, value == null ? new Json.Nothing() : value);
    }

    private void complain(String name, String rule, @Nullable Json value) {
        complaints.add(prefix + name + ": " + rule + ", is " + (value == null ? "absent" : shown(value)));
    }

    /** A value for people, as JSON text that is cut where it gets long. */
    static String shown(Json value) {
        return cut(value.text());
    }

    /** A text, cut where it gets long. */
    static String cut(String text) {
        return cut(text, MAX_SHOWN);
    }

    /** A text, cut to so many characters; none is cut in half. */
    static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
