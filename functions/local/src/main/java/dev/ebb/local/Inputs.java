package dev.ebb.local;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.BrokenRulesException;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Names;
import dev.ebb.metering.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** The rule that {@code --lost-after} asks for, for everybody. */
    static LostRule lostRule(String lostAfter) {
        try {
            Duration duration = duration(lostAfter);
            LostRule.requireInRange(duration);
            return new LostRule(duration, Map.of(), Map.of());
        } catch (IllegalArgumentException wrong) {
            throw new InputException("--lost-after: " + wrong.getMessage(), wrong);
        }
    }

    /** How long after a period its invoice is made. */
    static Duration grace(String text) {
        Duration grace = duration(text);
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

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException wrong) {
            throw new InputException("must be a duration such as PT10M, is \"" + text + "\"", wrong);
        }
    }

    static PriceBook prices(Path file) {
        return read("--prices", file, PriceBookJson::read);
    }

    /** One term of an agreement. */
    static Agreement.Term term(Path file) {
        return read("--term", file, AgreementJson::read);
    }

    private static <T> T read(String option, Path file, Function<byte[], T> reader) {
        try {
            return reader.apply(bytes(option, file));
        } catch (BrokenRulesException wrong) {
            StringBuilder message = new StringBuilder(option + ": " + file + ":");
            wrong.problems()
                    .forEach(problem ->
                            message.append(System.lineSeparator()).append("  ").append(problem));
            throw new InputException(message.toString(), wrong);
        }
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
                    option + ": must be the code of a currency in ISO 4217, is \"" + escaped(code) + "\"", unknown);
        }
    }

    /** Does what may find that something given breaks a rule. */
    static <T> T checked(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException wrong) {
            throw new InputException("--" + wrong.getMessage(), wrong);
        }
    }

    /** Whose settings or agreement. */
    static String account(String id) {
        if (!Names.ID.matcher(id).matches()) {
            throw new InputException("--account: must match " + Names.ID + ", is \"" + escaped(id) + "\"");
        }
        return id;
    }

    /** Control characters as JSON writes them, so that a terminal does not obey them. */
    static String escaped(String text) {
        String quoted = new Json.Text(text).text();
        return quoted.substring(1, quoted.length() - 1);
    }

    static byte[] bytes(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw unreadable(option, file, unreadable);
        }
    }

    static InputException unreadable(String option, Path file, IOException failure) {
        String why = switch (failure) {
            case NoSuchFileException ignored -> "no such file";
            case AccessDeniedException ignored -> "may not be read";
            default -> String.valueOf(failure.getMessage());
        };
        return new InputException(option + ": " + file + ": " + why, failure);
    }

    /** Writes a command's result to the file that {@code --out} names, or else to stdout. */
    static void write(byte[] result, @Nullable Path file, PrintStream out) {
        if (file == null) {
            out.writeBytes(result);
            out.flush();
            return;
        }
        try {
            Files.write(file, result);
        } catch (IOException unwritable) {
            throw new InputException("--out: " + file + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }
}
