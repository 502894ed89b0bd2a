package dev.ebb.local;

import dev.ebb.charging.Period;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.metering.BootRule;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Names;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads what users give. What cannot be used is an {@link InputException} that names the option and the value: status
 * 1, while an option that does not exist is wrong usage, status 2.
 */
final class Inputs {

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,24}(\\.[0-9]{1,6})?");

    private Inputs() {}

    /** An instant with an offset; finer than a millisecond is cut off, as in events. */
    static Instant instant(String option, String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException wrong) {
            throw new InputException(
                    option + ": must be an instant such as 2026-11-15T00:00:00Z, is \"" + text + "\"", wrong);
        }
    }

    static List<Period> periods(List<String> months, String timeZone) {
        return months.stream().map(month -> period(month, timeZone)).toList();
    }

    static Period period(String month, String timeZone) {
        try {
            return Period.of(month, timeZone);
        } catch (IllegalArgumentException wrong) {
            throw new InputException("--period, --time-zone: " + wrong.getMessage(), wrong);
        }
    }

    /** How long a replica may be silent. */
    static Duration lostAfter(String option, String text) {
        Duration duration = duration(option, text);
        try {
            LostRule.requireInRange(duration);
            return duration;
        } catch (IllegalArgumentException wrong) {
            throw new InputException(option + ": " + wrong.getMessage(), wrong);
        }
    }

    /** How long a boot may take. */
    static Duration bootWithin(String option, String text) {
        Duration duration = duration(option, text);
        try {
            BootRule.requireInRange(duration);
            return duration;
        } catch (IllegalArgumentException wrong) {
            throw new InputException(option + ": " + wrong.getMessage(), wrong);
        }
    }

    static Duration duration(String option, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException wrong) {
            throw new InputException(option + ": must be a duration such as PT10M, is \"" + text + "\"", wrong);
        }
    }

    /** The rule that {@code --lost-after} asks for, for everybody. */
    static LostRule lostRule(String lostAfter) {
        return new LostRule(lostAfter("--lost-after", lostAfter), Map.of(), Map.of());
    }

    /** How long after a period its invoice is made. */
    static Duration grace(String text) {
        Duration grace = duration("--grace", text);
        if (grace.compareTo(Billing.SHORTEST_GRACE) < 0) {
            throw new InputException("--grace: must be at least " + Billing.SHORTEST_GRACE + ", is " + grace);
        }
        return grace;
    }

    /** An amount of money, as it is spelled. */
    static BigDecimal amount(String option, String text) {
        if (!AMOUNT.matcher(text).matches()) {
            throw new InputException(option + ": must be a decimal such as 100.00, is \"" + text + "\"");
        }
        return new BigDecimal(text);
    }

    /** A currency that amounts can be rounded to. */
    static Currency currency(String option, String code) {
        try {
            Currency currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
            throw new InputException(option + ": must be a currency that has a minor unit in ISO 4217, is " + code);
        } catch (IllegalArgumentException unknown) {
            throw new InputException(
                    option + ": must be the code of a currency in ISO 4217, is \"" + Printable.of(code) + "\"",
                    unknown);
        }
    }

    /** Does what may find that something given breaks a rule. */
    static <T> T checked(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException wrong) {
            throw new InputException("--" + Printable.of(String.valueOf(wrong.getMessage())), wrong);
        }
    }

    /** Who somebody says that they are. */
    static String person(String option, String name) {
        return checked(() -> {
            Names.requirePerson(option.substring(2), name);
            return name;
        });
    }

    /** An id as events have it. */
    static String id(String option, String text) {
        if (!Names.ID.matcher(text).matches()) {
            throw new InputException(
                    option + ": must match " + Names.ID.pattern() + ", is \"" + Printable.of(text) + "\"");
        }
        return text;
    }
}
