package dev.ebb.charging.dynamodb;

/** Why something was changed, in the words of whoever did. */
final class Reason {

    private static final int MAX = 500;

    private Reason() {}

    /** @throws IllegalArgumentException if it is blank, or longer than 500 characters */
    static void require(String reason) {
        int length = reason.codePointCount(0, reason.length());
        if (reason.isBlank() || length > MAX) {
            throw new IllegalArgumentException("reason: must be of 1 to " + MAX + " characters, is of " + length);
        }
    }
}
