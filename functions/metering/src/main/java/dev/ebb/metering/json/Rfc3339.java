package dev.ebb.metering.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Instants as RFC 3339 writes them, with an offset; finer than a millisecond is cut off.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
 */
public final class Rfc3339 {

    private static final String RULE = "must be an RFC 3339 date and time with an offset";
    private static final Pattern FORM = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]"
            + "([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]++))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Rfc3339() {}

    /**
     * Reads a string.
     *
     * @throws BrokenRuleException if it is something else
     */
    public static Instant instant(Json value) {
        if (value instanceof Json.Text text) {
            return instant(text.value());
        }
        throw new BrokenRuleException(RULE);
    }

    private static Instant instant(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BrokenRuleException(RULE);
        }
        if (number(form, 6) == 60) {
            throw new BrokenRuleException("must not be a leap second");
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(form, 1),
                    number(form, 2),
                    number(form, 3),
                    number(form, 4),
                    number(form, 5),
                    number(form, 6));
            long millis = Math.multiplyExact(local.toEpochSecond(ZoneOffset.UTC) - offset(form), 1000L);
            Instant instant = Instant.ofEpochMilli(millis + fraction(form.group(7)));
            if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                throw new BrokenRuleException("must be in the years 0001 to 9999");
            }
            return instant;
        } catch (DateTimeException noSuchDate) {
            throw new BrokenRuleException(RULE);
        }
    }

    private static int number(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }

    private static long offset(Matcher form) {
        if (form.group(8) == null) {
            return 0;
        }
        int hours = number(form, 9);
        int minutes = number(form, 10);
        if (hours > 23 || minutes > 59) {
            throw new BrokenRuleException(RULE);
        }
        long seconds = hours * 3600L + minutes * 60L;
        return form.group(8).equals("-") ? -seconds : seconds;
    }

    private static long fraction(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong((digits + "00").substring(0, 3));
    }
}
