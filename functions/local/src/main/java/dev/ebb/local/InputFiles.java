package dev.ebb.local;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.BrokenRulesException;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.json.EventFiles;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.InvalidPolicyException;
import dev.ebb.sweeping.policy.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the files that users name, and writes those that they ask for. What cannot be is an {@link InputException}. */
final class InputFiles {

    private static final Path STANDARD_INPUT = Path.of("-");

    private InputFiles() {}

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

    /**
     * Refuses a file that cannot be read, before any work begins.
     *
     * @param file {@code -} for standard input
     */
    static void requireReadable(String option, Path file) {
        if (file.equals(STANDARD_INPUT)) {
            return;
        }
        if (!Files.exists(file)) {
            throw unreadable(option, file, new NoSuchFileException(file.toString()));
        }
        if (Files.isDirectory(file)) {
            throw new InputException(option + ": " + file + ": is a directory");
        }
        if (!Files.isReadable(file)) {
            throw unreadable(option, file, new AccessDeniedException(file.toString()));
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
