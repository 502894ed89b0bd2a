package dev.ebb.charging.budgets;

import java.nio.charset.StandardCharsets;

/**
 * A label's name and value.
 *
 * @param name not empty, without {@code =}
 * @param value of any content but control characters
 */
public record Label(String name, String value) {

    /** In UTF-8, with the {@code =}: it is part of a key. */
    public static final int MAX_BYTES = 512;

    private static final String RULE =
            "must be NAME=VALUE, at most " + MAX_BYTES + " bytes, without control characters";

    /** @throws IllegalArgumentException if it is no such label */
    public Label {
        String text = name + "=" + value;
        if (name.isEmpty()
                || name.contains("=")
                || text.chars().anyMatch(Character::isISOControl)
                || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("label: " + RULE + ", is \"" + text + "\"");
        }
    }

    /**
     * Reads {@code name=value}; the first {@code =} divides them.
     *
     * @throws IllegalArgumentException if it is no such label
     */
    public static Label of(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("label: " + RULE + ", is \"" + text + "\"");
        }
        return new Label(text.substring(0, equals), text.substring(equals + 1));
    }

    @Override
    public String toString() {
        return name + "=" + value;
    }
}
