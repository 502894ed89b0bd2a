package dev.ebb.charging.json;

import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Names;
import dev.ebb.metering.json.BrokenRuleException;
import dev.ebb.metering.json.Json;
import dev.ebb.metering.json.JsonText;
import dev.ebb.metering.json.Rfc3339;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object in which prices stand, and the rules for its fields. What breaks a rule is null, and a problem in the list:
 * every field is looked at, whatever is wrong with the others.
 */
final class Row {

    private static final int MAX_DIGITS = 38;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?");
    private static final Pattern FINER_THAN_MILLIS = Pattern.compile(".*\\.[0-9]{3}[0-9]*[1-9].*");

    private final String at;
    private final Json.Members object;
    private final List<Problem> problems;

    private Row(String at, Json.Members object, List<Problem> problems) {
        this.at = at;
        this.object = object;
        this.problems = problems;
    }

    /** The object that a file is; empty, with the problem in the list, if it is none. */
    static Optional<Row> of(byte[] json, List<Problem> problems) {
        try {
            JsonText.Parsed parsed = JsonText.parse(json);
            if (!(parsed.value() instanceof Json.Members object)) {
                problems.add(new Problem("", parsed.value().shown(), "must be a JSON object"));
                return Optional.empty();
            }
            if (parsed.repeats()) {
                problems.add(new Problem("", "", "must be a JSON object in which no name comes twice"));
                return Optional.empty();
            }
            return Optional.of(new Row("", object, problems));
        } catch (JsonText.MalformedException malformed) {
            problems.add(new Problem("", "", "must be a JSON object, and is none: " + malformed.getMessage()));
            return Optional.empty();
        }
    }

    /** The objects of an array; none if it is absent. What is no object counts as one without fields. */
    List<Row> rows(String name) {
        Json value = object.members().get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Json.Elements array)) {
            refuse(name, "must be an array");
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < array.elements().size(); i++) {
            String place = field(name) + "[" + i + "]";
            Json element = array.elements().get(i);
            if (element instanceof Json.Members row) {
                rows.add(new Row(place, row, problems));
            } else {
                problems.add(new Problem(place, element.shown(), "must be an object"));
                rows.add(new Row(place, new Json.Members(Map.of(), Set.of()), problems));
            }
        }
        return rows;
    }

    /** Refuses fields of that look with other names than these: what is misspelled must not vanish. */
    void requireKnown(Predicate<String> look, List<String> names) {
        for (String name : object.members().keySet()) {
            if (look.test(name) && !names.contains(name)) {
                refuse(name, "must be one of " + names.stream().sorted().toList());
            }
        }
    }

    boolean has(String name) {
        return object.members().containsKey(name);
    }

    @Nullable
    String text(String name) {
        return switch (object.members().get(name)) {
            case null -> {
                refuse(name, "must be there");
                yield null;
            }
            case Json.Text text -> text.value();
            case Json other -> {
                refuse(name, "must be a string");
                yield null;
            }
        };
    }

    @Nullable
    String identifier(String name) {
        String text = text(name);
        if (text != null && !Names.IDENTIFIER.matcher(text).matches()) {
            refuse(name, "must be 1 to 128 printable ASCII characters without a space");
            return null;
        }
        return text;
    }

    @Nullable
    Instant instant(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Rfc3339.instant(new Json.Text(text));
            if (FINER_THAN_MILLIS.matcher(text).matches()) {
                refuse(name, "must be whole milliseconds");
                return null;
            }
            return instant;
        } catch (BrokenRuleException none) {
            refuse(name, "must be an instant of RFC 3339, such as 2026-01-01T00:00:00Z");
            return null;
        }
    }

    /** An instant on a quarter-hour; one that is not is still returned, so that what else is wrong is found. */
    @Nullable
    Instant quarter(String name) {
        Instant instant = instant(name);
        if (instant != null && !instant.equals(Meter.quarterOf(instant))) {
            refuse(name, "must lie on a quarter-hour");
        }
        return instant;
    }

    /** A price from an instant on that another field says, in its own spelling. */
    @Nullable
    UnitPrice price(String name, @Nullable Instant from, String fromText) {
        BigDecimal amount = decimal(name);
        return amount == null || from == null ? null : new UnitPrice(from, fromText, amount, spelling(name));
    }

    /** A decimal that is not negative, exactly as it is spelled. */
    @Nullable
    BigDecimal decimal(String name) {
        if (!has(name)) {
            refuse(name, "must be there");
            return null;
        }
        String rule = broken(object.members().get(name), spelling(name));
        if (!rule.isEmpty()) {
            refuse(name, rule);
            return null;
        }
        return new BigDecimal(spelling(name));
    }

    private static String broken(@Nullable Json value, String digits) {
        if (!(value instanceof Json.Text || value instanceof Json.Digits)) {
            return "must be a decimal, as a string or a number";
        }
        if (!DECIMAL.matcher(digits).matches()) {
            return "must be a decimal such as 8.00, of at most " + MAX_DIGITS + " digits";
        }
        BigDecimal amount = new BigDecimal(digits);
        if (amount.signum() < 0) {
            return "must not be negative";
        }
        if (amount.precision() > MAX_DIGITS) {
            return "must have at most " + MAX_DIGITS + " digits";
        }
        return amount.scale() > MAX_DIGITS || (long) amount.precision() - amount.scale() > MAX_DIGITS
                ? "must have at most " + MAX_DIGITS + " digits before the point and " + MAX_DIGITS + " after it"
                : "";
    }

    /** What a text or a number says, character by character; empty for anything else. */
    String spelling(String name) {
        return switch (object.members().get(name)) {
            case Json.Text text -> text.value();
            case Json.Digits number -> number.digits();
            case Json.Members ignored -> "";
            case Json.Elements ignored -> "";
            case Json.Truth ignored -> "";
            case Json.Nothing ignored -> "";
            case null -> "";
        };
    }

    void refuse(String name, String rule) {
        Json value = object.members().get(name);
        problems.add(new Problem(field(name), value == null ? "" : value.shown(), rule));
    }

    /** Refuses the row itself, for what it says beside another. */
    void refuseTwin(Row earlier, String fields, String value) {
        problems.add(new Problem(at, value, "must not have the " + fields + " of " + earlier.at));
    }

    private String field(String name) {
        return at.isEmpty() ? name : at + "." + name;
    }
}
