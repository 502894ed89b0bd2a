package dev.ebb.local;

import java.util.Locale;

/** Text from outside, for a terminal. */
final class Printable {

    private Printable() {}

    /** The same with control characters spelled out: they could clear the screen, or forge a line. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT) {
                printable.append(String.format(Locale.ROOT, "\\u%04x", character));
            } else {
                printable.appendCodePoint(character);
            }
        });
        return printable.toString();
    }
}
