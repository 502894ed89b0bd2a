package dev.ebb.metering.dynamodb;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attribute values and what they mean. */
public final class Value {

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Value() {}

    /** An instant to the millisecond, as in {@code 2026-11-15T12:00:00.000Z}: in keys, which sort as instants do. */
    public static String millis(Instant instant) {
        return MILLIS.format(instant);
    }

    /**
     * A number as it stands in a sort key, which sorts as text: in ASCII digits, with zeros in front.
     *
     * @param number not negative
     * @param digits how many digits there are at least
     */
    public static String padded(long number, int digits) {
        String plain = Long.toString(number);
        return "0".repeat(Math.max(0, digits - plain.length())) + plain;
    }

    /** A text. */
    public static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    /** A whole number. */
    public static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** A whole number of at most 38 digits. */
    public static AttributeValue number(BigInteger number) {
        return AttributeValue.fromN(number.toString());
    }

    /** True. */
    public static AttributeValue flag() {
        return AttributeValue.fromBool(true);
    }

    /** A list of texts. */
    public static AttributeValue texts(List<String> texts) {
        return AttributeValue.fromL(texts.stream().map(Value::text).toList());
    }

    /** An instant, in milliseconds since the epoch. */
    public static AttributeValue instant(Instant instant) {
        return number(instant.toEpochMilli());
    }

    /** The number under a name; {@code absent} if there is none. */
    public static long numberOr(Map<String, AttributeValue> item, String name, long absent) {
        AttributeValue value = item.get(name);
        return value == null ? absent : Long.parseLong(value.n());
    }

    /** The number under a name; 0 if there is none. */
    public static BigInteger bigNumber(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? BigInteger.ZERO : new BigInteger(value.n());
    }

    /** The text under a name. */
    public static Optional<String> textIn(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    /** The instant under a name. */
    public static Optional<Instant> instantIn(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(value -> Instant.ofEpochMilli(Long.parseLong(value.n())));
    }

    /** The texts under a name; empty if there are none. */
    public static List<String> textsIn(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null
                ? List.of()
                : value.l().stream().map(AttributeValue::s).toList();
    }
}
