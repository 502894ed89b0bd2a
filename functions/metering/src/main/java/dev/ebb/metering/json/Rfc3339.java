package dev.ebb.metering.json;

import dev.ebb.metering.FinerDigits;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Instants as RFC 3339 writes them, with an offset. What is finer than a millisecond stands apart.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
 */
public final class Rfc3339 {

    private static final String RULE = "must be an RFC 3339 date and time with an offset";
    private static final Pattern FORM = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]"
            + "([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]++))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");
    private static final int MILLI_DIGITS = 3;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Rfc3339() {}

    /**
     * A time with all its digits.
     *
     * @param instant whole milliseconds
     * @param finer the digits after those
     */
    record Time(Instant instant, FinerDigits finer) {}

    /**
     * Reads a string; what is finer than a millisecond is cut off.
     *
     * @throws BrokenRuleException if it is something else
     */
    public static Instant instant(Json value) {
        return instant(form(value));
    }

    /**
     * Reads a string with all its digits.
     *
     * @throws BrokenRuleException if it is something else
     */
    static Time time(Json value) {
        Matcher form = form(value);
        Instant instant = instant(form);
        String digits = form.group(7);
        FinerDigits finer = digits == null || digits.length() <= MILLI_DIGITS
                ? FinerDigits.NONE
                : FinerDigits.of(digits.substring(MILLI_DIGITS));
        if (finer.digits().length() > FinerDigits.MAX_DIGITS) {
            throw new BrokenRuleException(
                    "must have at most " + FinerDigits.MAX_DIGITS + " digits after the milliseconds");
        }
        return new Time(instant, finer);
    }

    private static Matcher form(Json value) {
        if (value instanceof Json.Text text) {
            Matcher form = FORM.matcher(text.value());
            if (form.matches()) {
                return form;
            }
        }
        throw new BrokenRuleException(RULE);
    }

    private static Instant instant(Matcher form) {
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
