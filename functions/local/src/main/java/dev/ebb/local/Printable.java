package dev.ebb.local;

import java.util.stream.Collectors;

/** Text from outside, made safe for a terminal. */
final class Printable {

    private Printable() {}

    /** The text, with control characters spelled out. */
    static String of(String text) {
        return text.codePoints()
                .mapToObj(character -> Character.isISOControl(character)
                        ? String.format("\\u%04x", character)
                        : Character.toString(character))
                .collect(Collectors.joining());
    }
}
