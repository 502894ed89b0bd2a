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
import dev.ebb.metering.json.EventFiles;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.InvalidPolicyException;
import dev.ebb.sweeping.policy.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what users give. What cannot be used is an {@link InputException} that names the option and the value: status
 * 1, while an option that does not exist is wrong usage, status 2.
 */
final class Inputs {

    private static final Path STANDARD_INPUT = Path.of("-");
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

    static PriceBook prices(Path file) {
        return read("--prices", file, PriceBookJson::read);
    }

    /** One term of an agreement. */
    static Agreement.Term term(Path file) {
        return read("--term", file, AgreementJson::read);
    }

    /** What a policy file sets. */
    static Settings policy(Path file) {
        try {
            return PolicyJson.read(new String(bytes("--policy", file), StandardCharsets.UTF_8));
        } catch (InvalidPolicyException wrong) {
            String problems = wrong.problems().stream()
                    .map(problem -> System.lineSeparator() + "  " + Printable.of(problem.toString()))
                    .collect(Collectors.joining());
            throw new InputException("--policy: " + file + ":" + problems, wrong);
        }
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
            default -> why(failure);
        };
        return new InputException(option + ": " + file + ": " + why, failure);
    }

    /** The reason alone, without the path again. */
    static String why(IOException failure) {
        return switch (failure) {
            case FileAlreadyExistsException ignored -> "is no directory";
            case FileSystemException known ->
                known.getReason() != null ? known.getReason() : known.getClass().getSimpleName();
            default -> String.valueOf(failure.getMessage());
        };
    }

    /**
     * What a file of events holds, body by body, in its order.
     *
     * @param file {@code -} for standard input
     */
    static void events(Path file, Consumer<EventFiles.NumberedBody> each) {
        Path source = file.equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : file;
        try (Stream<EventFiles.NumberedBody> bodies = EventFiles.bodies(source)) {
            bodies.forEachOrdered(each);
        } catch (IOException unreadable) {
            throw unreadable("--events", file, unreadable);
        } catch (UncheckedIOException unreadable) {
            throw unreadable("--events", file, unreadable.getCause());
        }
    }

    /** How long a file of events is, in bytes; 0 if it is a pipe, of which nobody knows. */
    static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException unreadable) {
            throw unreadable("--events", file, unreadable);
        }
    }

    /** The file that {@code --out} names, looked at before the work begins. */
    static @Nullable Path writable(@Nullable Path file) {
        return writable("--out", file);
    }

    /** The file that an option names, looked at before the work begins. */
    static @Nullable Path writable(String option, @Nullable Path file) {
        if (file != null) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw new InputException(option + ": " + file + ": no such directory: " + directory);
            }
            if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : directory)) {
                throw new InputException(option + ": " + file + ": may not be written");
            }
        }
        return file;
    }

    /** An id as events have it. */
    static String id(String option, String text) {
        if (!Names.ID.matcher(text).matches()) {
            throw new InputException(
                    option + ": must match " + Names.ID.pattern() + ", is \"" + Printable.of(text) + "\"");
        }
        return text;
    }

    /** Writes a command's result to the file that {@code --out} names, or else to stdout. */
    static void write(byte[] result, @Nullable Path file, PrintStream out) {
        if (file == null) {
            out.writeBytes(result);
            out.flush();
        } else {
            write("--out", result, file);
        }
    }

    /** Writes what is to be in the file that an option names. */
    static void write(String option, byte[] result, Path file) {
        try {
            Files.write(file, result);
        } catch (IOException unwritable) {
            throw new InputException(option + ": " + file + ": cannot be written: " + why(unwritable), unwritable);
        }
    }
}
