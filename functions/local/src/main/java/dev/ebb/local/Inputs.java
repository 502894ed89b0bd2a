package dev.ebb.local;

import dev.ebb.charging.InvalidPriceBookException;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.LostRule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what users give. What cannot be used is an {@link InputException} that names the option and the value: status
 * 1, while an option that does not exist is wrong usage, status 2.
 */
final class Inputs {

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

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException wrong) {
            throw new InputException("must be a duration such as PT10M, is \"" + text + "\"", wrong);
        }
    }

    static PriceBook prices(Path file) {
        try {
            return PriceBookJson.read(bytes("--prices", file));
        } catch (InvalidPriceBookException wrong) {
            StringBuilder message = new StringBuilder("--prices: " + file + ":");
            wrong.problems()
                    .forEach(problem ->
                            message.append(System.lineSeparator()).append("  ").append(problem));
            throw new InputException(message.toString(), wrong);
        }
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
