package dev.ebb.metering.json;

import dev.ebb.metering.Original;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Files of events: JSON Lines, one JSON object or array (however it is printed), or the SQS event that a function is
 * given.
 *
 * <p>A file is one JSON value if its brackets say so, and JSON Lines otherwise. JSON Lines are read as they are
 * consumed, so that a file may be larger than memory. What is no regular file, such as a pipe, is copied to one first.
 */
public final class EventFiles {

    private EventFiles() {}

    /**
     * What one event, or an array of them, was read from.
     *
     * @param body for an {@link JsonEventReader}
     * @param line where in its file it begins, from 1
     */
    public record NumberedBody(Original body, int line) {}

    /**
     * The bodies in a file, in its order; blank lines are left out. Malformed ones are bodies too. Close the stream: it
     * holds the file open, and throws {@link UncheckedIOException} if reading fails.
     *
     * @throws IOException if the file cannot be read
     */
    public static Stream<NumberedBody> bodies(Path file) throws IOException {
        return Files.isRegularFile(file) ? ofRegular(file) : ofPipe(file);
    }

    /** A pipe can be read once only, and is looked at twice. */
    private static Stream<NumberedBody> ofPipe(Path pipe) throws IOException {
        Path copy = Files.createTempFile("ebb-events", ".json");
        try (InputStream in = open(pipe)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return ofRegular(copy).onClose(() -> delete(copy));
        } catch (IOException unreadable) {
            Files.delete(copy);
            throw unreadable;
        }
    }

    private static void delete(Path copy) {
        try {
            Files.delete(copy);
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    private static Stream<NumberedBody> ofRegular(Path file) throws IOException {
        if (isOneValue(file)) {
            return whole(Files.readAllBytes(file)).stream();
        }
        FileLines lines = FileLines.of(file);
        return Stream.iterate(lines.next(), line -> !line.isEnd(), ignored -> lines.next())
                .filter(line -> !line.isBlank())
                .map(line -> new NumberedBody(line.body(), line.number()))
                .onClose(() -> close(lines));
    }

    /** Whether the whole file is one bracketed value, and not lines of which each, or the first, is one. */
    private static boolean isOneValue(Path file) throws IOException {
        Slices.Nesting nesting = new Slices.Nesting();
        try (InputStream in = open(file)) {
            in.mark(3);
            byte[] start = in.readNBytes(3);
            in.reset();
            in.skipNBytes(Slices.isMarked(start) ? 3 : 0);
            for (int next = in.read(); next >= 0; next = in.read()) {
                nesting.next((byte) next);
                if (nesting.isOverrun()) {
                    return false;
                }
            }
        }
        return nesting.isOneValue();
    }

    private static List<NumberedBody> whole(byte[] bytes) {
        int start = Slices.start(bytes);
        if (bytes[start] == '[') {
            return numbered(bytes, Slices.elements(bytes, start, Integer.MAX_VALUE));
        }
        List<NumberedBody> records = SqsRecords.bodies(bytes);
        return records.isEmpty() ? List.of(new NumberedBody(Original.of(bytes), line(bytes, 0, start, 1))) : records;
    }

    private static List<NumberedBody> numbered(byte[] bytes, List<Slices.Slice> slices) {
        NumberedBody[] bodies = new NumberedBody[slices.size()];
        int line = 1;
        int at = 0;
        for (int i = 0; i < bodies.length; i++) {
            Slices.Slice slice = slices.get(i);
            line = line(bytes, at, slice.from(), line);
            at = slice.from();
            bodies[i] = new NumberedBody(Original.of(bytes, slice.from(), slice.to()), line);
        }
        return List.of(bodies);
    }

    private static int line(byte[] bytes, int from, int to, int line) {
        return line
                + (int) IntStream.range(from, to).filter(i -> bytes[i] == '\n').count();
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    private static void close(FileLines lines) {
        try {
            lines.close();
        } catch (IOException unclosable) {
            throw new UncheckedIOException(unclosable);
        }
    }
}
