package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads the messages of our queues: what is wrong is an {@link IllegalArgumentException} with field, rule and value. */
public final class MessageFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    private MessageFields() {}

    /** A whole message. */
    public static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("message: must be JSON, is \"" + shortened(body) + "\"", malformed);
        }
    }

    /** A field that must be an instant. */
    public static Instant instant(JsonNode json, String field) {
        String text = text(json, field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException broken) {
            throw new IllegalArgumentException(
                    field + ": must be an instant such as 2026-11-15T12:00:00Z, is \"" + shortened(text) + "\"",
                    broken);
        }
    }

    /** A field that must be a text. */
    public static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + ": must be a text, is " + shown(value));
        }
        return value.textValue();
    }

    /** A value, for the sentence that says what is wrong with it. */
    public static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : shortened(value.toString());
    }

    static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
