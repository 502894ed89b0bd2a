package dev.ebb.local;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One thing that happened.
 *
 * @param at in simulated time
 * @param who did it, or for Ebb what it is: a verdict or an action
 * @param text what
 */
record StoryLine(Instant at, Who who, String text) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MM-dd HH:mm", Locale.ROOT);
    private static final int WIDTH = 8;

    /** Whose line it is. */
    enum Who {
        /** Somebody says or does something. */
        PERSON("person"),
        /** Who runs the deployments. */
        FLEET("fleet"),
        /** Who stands in front of them. */
        GATEWAY("gateway"),
        /** Ebb's verdict. */
        VERDICT("verdict"),
        /** Ebb tells the owner. */
        WARNING("warns"),
        /** Ebb asks the target. */
        REQUEST("asks"),
        /** Ebb saw that it was done, or not. */
        OUTCOME("sees");

        private final String word;

        Who(String word) {
            this.word = word;
        }
    }

    /** For a terminal. */
    String shown(Style style) {
        String label = who.word + " ".repeat(WIDTH - who.word.length());
        return style.faint(TIME.format(at.atOffset(ZoneOffset.UTC))) + "  " + emphasised(style, label)
                + Printable.of(text);
    }

    private String emphasised(Style style, String label) {
        return switch (who) {
            case PERSON, REQUEST -> style.bold(label);
            case WARNING -> style.warning(label);
            case FLEET, GATEWAY, VERDICT, OUTCOME -> label;
        };
    }
}
