package dev.ebb.local.order;

import java.util.regex.Pattern;

/**
 * Gives each run accounts of its own, so that one table serves many runs. All prefixes are equally long, so that nothing
 * is sorted differently because of them.
 *
 * @param text put before every account
 */
record AccountPrefix(String text) {

    private static final Pattern SUBJECT = Pattern.compile("(\"subject\"\\s*:\\s*\"accounts/)");

    /** @param run from 0 to 9,999,999 */
    static AccountPrefix of(int run) {
        return new AccountPrefix("%07d-".formatted(run));
    }

    /** The event, about this run's account. */
    String putOn(String event) {
        return SUBJECT.matcher(event).replaceFirst("$1" + text);
    }

    /** Statements as if there were no prefix. */
    String takeOff(String statements) {
        return Pattern.compile("(\"account\"\\s*:\\s*\")" + text)
                .matcher(statements)
                .replaceAll("$1");
    }
}
