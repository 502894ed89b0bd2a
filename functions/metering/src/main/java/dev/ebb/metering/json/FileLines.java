package dev.ebb.metering.json;

import dev.ebb.metering.Original;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file line by line, as it is asked for. A line ends with a line feed, before which a carriage return may stand. */
final class FileLines implements Closeable {

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private int number;

    private FileLines(InputStream in) {
        this.in = in;
    }

    static FileLines of(Path file) throws IOException {
        return new FileLines(Files.newInputStream(file));
    }

    /**
     * A line without its end.
     *
     * @param number from 1
     * @param isEnd whether there was no line any more
     */
    record Line(Original body, int number, boolean isBlank, boolean isEnd) {}

    /** The next line, or the end. */
    Line next() {
        number++;
        try {
            boolean isEnd = at == filled && !fill();
            byte[] bytes = isEnd ? new byte[0] : nextBytes();
            int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
            Original body = Original.of(bytes, 0, length);
            return new Line(body, number, Slices.start(bytes) >= length, isEnd);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private byte[] nextBytes() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        do {
            int from = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, at - from);
            if (at < filled) {
                at++;
                break;
            }
        } while (fill());
        return line.toByteArray();
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
