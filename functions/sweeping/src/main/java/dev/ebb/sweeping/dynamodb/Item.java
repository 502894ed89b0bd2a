package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Collects an item's attributes. What is absent is left out; what people wrote or machines computed is cut to a length, so
 * that no item comes near DynamoDB's 400 KB.
 */
final class Item {

    /** Of a sentence, in characters. */
    static final int LONGEST_TEXT = 4_000;

    /** Of evidence, in bytes. */
    static final int LONGEST_EVIDENCE = 60_000;

    /** Of what must be kept whole or not at all, in bytes. */
    static final int LONGEST_WHOLE = 200_000;

    private final Map<String, AttributeValue> attributes = new HashMap<>();

    Item text(String name, @Nullable String text) {
        if (text != null) {
            attributes.put(name, Value.text(cut(text)));
        }
        return this;
    }

    Item texts(String name, Collection<String> texts) {
        if (!texts.isEmpty()) {
            attributes.put(name, Value.texts(texts.stream().sorted().toList()));
        }
        return this;
    }

    Item number(String name, long number) {
        attributes.put(name, Value.number(number));
        return this;
    }

    Item number(String name, @Nullable Long number) {
        return number == null ? this : number(name, number.longValue());
    }

    Item instant(String name, @Nullable Instant instant) {
        if (instant != null) {
            attributes.put(name, Value.instant(instant));
        }
        return this;
    }

    Item flag(String name, boolean flag) {
        if (flag) {
            attributes.put(name, Value.flag());
        }
        return this;
    }

    /** JSON that says how long it was, if it was too long. */
    Item evidence(String name, String json) {
        int bytes = bytes(json);
        attributes.put(name, Value.text(bytes <= LONGEST_EVIDENCE ? json : "{\"leftOut\":\"" + bytes + " bytes\"}"));
        return this;
    }

    /** @throws IllegalArgumentException if it is longer than {@link #LONGEST_WHOLE} */
    Item whole(String name, @Nullable String text) {
        if (text != null) {
            int bytes = bytes(text);
            if (bytes > LONGEST_WHOLE) {
                throw new IllegalArgumentException(
                        name + ": must have at most " + LONGEST_WHOLE + " bytes, has " + bytes);
            }
            attributes.put(name, Value.text(text));
        }
        return this;
    }

    Item expiresAfter(Instant from, Duration lifetime) {
        return number(EbbTable.EXPIRES_AT, from.plus(lifetime).getEpochSecond());
    }

    Map<String, AttributeValue> attributes() {
        return Map.copyOf(attributes);
    }

    /** The text under a name, where it was always written. */
    static String required(Map<String, AttributeValue> item, String name) {
        return Value.textIn(item, name).orElseThrow(() -> new IllegalStateException("no " + name + " in " + item));
    }

    /** The instant under a name, where it was always written. */
    static Instant requiredInstant(Map<String, AttributeValue> item, String name) {
        return Value.instantIn(item, name).orElseThrow(() -> new IllegalStateException("no " + name + " in " + item));
    }

    /** Whether what was read is what would be written. */
    static boolean says(Map<String, AttributeValue> read, Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> own = new HashMap<>(read);
        own.remove(EbbTable.PARTITION);
        own.remove(EbbTable.SORT);
        return own.equals(attributes);
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 2)) ? LONGEST_TEXT - 2 : LONGEST_TEXT - 1;
        return text.substring(0, end) + "…";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
