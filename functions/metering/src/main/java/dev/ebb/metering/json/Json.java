package dev.ebb.metering.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A JSON value as it was written: numbers keep their digits, objects their order. */
public sealed interface Json {

    /** Numbers longer than this are not reckoned with. */
    int MAX_NUMBER_LENGTH = 32;

    /** Decimal exponents beyond this are not reckoned with: a short text could stand for gigabytes of digits. */
    int MAX_EXPONENT = 99;

    /**
     * An object.
     *
     * @param members in the order in which they came
     * @param repeated names that came more than once; {@code members} has the first value of each
     */
    record Members(Map<String, Json> members, Set<String> repeated) implements Json {
        /** The member's value; null if it is absent or null. */
        public @Nullable Json get(String name) {
            Json value = members.get(name);
            return value instanceof Nothing ? null : value;
        }

        /** The member's value if it is a text that can be stored, and was given once. */
        @Nullable
        String text(String name) {
            boolean usable = members.get(name) instanceof Text text && text.wellFormed() && !repeated.contains(name);
            return usable ? ((Text) members.get(name)).value() : null;
        }
    }

    /** An array. */
    record Elements(List<Json> elements) implements Json {}

    /** A string, which may hold halves of surrogate pairs. */
    record Text(String value) implements Json {
        /** Whether it can be encoded without loss. */
        boolean wellFormed() {
            return value.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }
    }

    /** A number by its characters. */
    record Digits(String digits) implements Json {
        /** The exact value; empty if the number is longer, larger or finer than anything that means something here. */
        Optional<BigDecimal> value() {
            if (digits.length() > MAX_NUMBER_LENGTH) {
                return Optional.empty();
            }
            try {
                BigDecimal value = new BigDecimal(digits);
                return Math.abs((long) value.scale()) > MAX_EXPONENT ? Optional.empty() : Optional.of(value);
            } catch (NumberFormatException exponentOutOfRange) {
                return Optional.empty();
            }
        }
    }

    /** True or false. */
    record Truth(boolean value) implements Json {}

    /** A null. */
    record Nothing() implements Json {}

    /** For people: as JSON text that is cut where it gets long. */
    default String shown() {
        return Fields.cut(text());
    }

    /** Compact JSON text with its members in the order in which they came. */
    default String text() {
        StringBuilder out = new StringBuilder();
        write(out, false);
        return out.toString();
    }

    /** The one text of all JSON texts that say the same: compact, members sorted, numbers without needless zeros. */
    default String canonical() {
        StringBuilder out = new StringBuilder();
        write(out, true);
        return out.toString();
    }

    private void write(StringBuilder out, boolean canonical) {
        switch (this) {
            case Members object -> {
                Map<String, Json> members = canonical ? new TreeMap<>(object.members) : object.members;
                String separator = "{";
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    quote(member.getKey(), out.append(separator));
                    member.getValue().write(out.append(':'), canonical);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
            case Elements array -> {
                String separator = "[";
                for (Json element : array.elements) {
                    element.write(out.append(separator), canonical);
                    separator = ",";
                }
                out.append(array.elements.isEmpty() ? "[]" : "]");
            }
            case Text text -> quote(text.value, out);
            case Digits number ->
                out.append(
                        canonical
                                ? number.value()
                                        .map(value -> value.stripTrailingZeros().toString())
                                        .orElse(number.digits)
                                : number.digits);
            case Truth truth -> out.append(truth.value);
            case Nothing ignored -> out.append("null");
        }
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        value.codePoints().forEach(c -> {
            boolean loneSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < 0x20 || c == 0x7f || loneSurrogate) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16));
                out.append(Character.forDigit(c >> 8 & 0xf, 16)).append(Character.forDigit(c >> 4 & 0xf, 16));
                out.append(Character.forDigit(c & 0xf, 16));
            } else {
                out.appendCodePoint(c);
            }
        });
        out.append('"');
    }
}
