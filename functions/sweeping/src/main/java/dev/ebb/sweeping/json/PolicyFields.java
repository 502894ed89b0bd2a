package dev.ebb.sweeping.json;

import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.metering.json.Json;
import dev.ebb.sweeping.policy.Mode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object's fields and their rules. What is absent is null; what breaks a rule is null too, and a problem in the list:
 * every field is looked at, whatever is wrong with the others.
 */
final class PolicyFields {

    private static final Pattern DURATION = Pattern.compile(
            "P(?=[0-9T])([0-9]{1,9}D)?(T(?=[0-9])([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,9}(\\.[0-9]{1,3})?S)?)?");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    private final String at;
    private final Map<String, Json> members;
    private final List<Problem> problems;
    private final TreeSet<String> known = new TreeSet<>();

    PolicyFields(String at, Map<String, Json> members, List<Problem> problems) {
        this.at = at;
        this.members = members;
        this.problems = problems;
    }

    /** An object within this one's array. */
    PolicyFields within(String name, int index, Map<String, Json> inner) {
        return new PolicyFields(place(name) + "[" + index + "]", inner, problems);
    }

    @Nullable
    Json value(String name) {
        known.add(name);
        return members.get(name);
    }

    @Nullable
    String text(String name, String rule) {
        Json value = value(name);
        if (value == null || value instanceof Json.Text) {
            return value == null ? null : ((Json.Text) value).value();
        }
        refuse(name, rule);
        return null;
    }

    @Nullable
    Boolean truth(String name) {
        Json value = value(name);
        if (value == null || value instanceof Json.Truth) {
            return value == null ? null : ((Json.Truth) value).value();
        }
        refuse(name, "must be true or false");
        return null;
    }

    @Nullable
    Mode mode(String name) {
        String rule =
                "must be one of " + Arrays.stream(Mode.values()).map(Mode::word).toList();
        String word = text(name, rule);
        for (Mode mode : Mode.values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        if (word != null) {
            refuse(name, rule);
        }
        return null;
    }

    @Nullable
    Duration duration(String name, Duration least, Duration most) {
        String rule = "must be a duration of ISO 8601 without years, months and weeks, from " + least + " to " + most;
        String text = text(name, rule);
        if (text == null) {
            return null;
        }
        if (DURATION.matcher(text).matches()) {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        refuse(name, rule);
        return null;
    }

    @Nullable
    BigDecimal decimalAboveZero(String name, int most) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        String digits = value instanceof Json.Text text ? text.value() : "";
        digits = value instanceof Json.Digits number ? number.digits() : digits;
        if (DECIMAL.matcher(digits).matches()) {
            BigDecimal decimal = new BigDecimal(digits);
            if (decimal.signum() > 0 && decimal.compareTo(BigDecimal.valueOf(most)) <= 0) {
                return decimal;
            }
        }
        refuse(name, "must be a decimal above 0, at most " + most + ", with at most 3 decimals");
        return null;
    }

    @Nullable
    Integer whole(String name, int most) {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.Digits number
                && WHOLE.matcher(number.digits()).matches()) {
            int whole = Integer.parseInt(number.digits());
            if (whole <= most) {
                return whole;
            }
        }
        refuse(name, "must be a whole number from 0 to " + most);
        return null;
    }

    /** Refuses every name that was not asked for. */
    void refuseOthers() {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                refuse(name, "must be one of " + known);
            }
        }
    }

    void refuse(String name, String rule) {
        Json value = members.get(name);
        problems.add(new Problem(place(name), value == null ? "" : value.shown(), rule));
    }

    private String place(String name) {
        return at.isEmpty() ? name : at + "." + name;
    }
}
