package dev.ebb.local;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Lines in the order of their times, those of one instant in the order in which they were added. As many as fit are in
 * memory; the others lie, sorted in parts, in files that only their owner may read, and that closing it deletes.
 */
final class SortedLines implements AutoCloseable {

    private final long mostCharacters;
    private final List<Line> lines = new ArrayList<>();
    private final List<Path> parts = new ArrayList<>();
    private long characters;

    /** @param mostCharacters how many are kept in memory */
    SortedLines(long mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    private record Line(long millis, String text) {
        static Line read(String written) {
            int space = written.indexOf(' ');
            return new Line(Long.parseLong(written.substring(0, space)), written.substring(space + 1));
        }

        String written() {
            return millis + " " + text + "\n";
        }
    }

    /**
     * Adds a line.
     *
     * @param text without a line break
     * @throws UncheckedIOException if there is no room for it
     */
    void add(Instant time, String text) {
        lines.add(new Line(time.toEpochMilli(), text));
        characters += text.length();
        if (characters > mostCharacters) {
            putAside();
        }
    }

    private void putAside() {
        sort();
        try {
            Path part = Files.createTempFile("ebb-", ".lines");
            parts.add(part);
            try (BufferedWriter out = Files.newBufferedWriter(part)) {
                for (Line line : lines) {
                    out.write(line.written());
                }
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        lines.clear();
        characters = 0;
    }

    private void sort() {
        lines.sort(Comparator.comparingLong(Line::millis));
    }

    /** Writes all of them. */
    void writeTo(OutputStream out) throws IOException {
        sort();
        List<BufferedReader> readers = new ArrayList<>();
        try {
            PriorityQueue<Part> queue = new PriorityQueue<>();
            for (Path part : parts) {
                BufferedReader reader = Files.newBufferedReader(part);
                readers.add(reader);
                enqueue(queue, queue.size(), reader.lines().map(Line::read).iterator());
            }
            enqueue(queue, parts.size(), lines.iterator());
            while (!queue.isEmpty()) {
                Part first = queue.remove();
                out.write((first.head.text + "\n").getBytes(StandardCharsets.UTF_8));
                enqueue(queue, first.number, first.rest);
            }
        } finally {
            for (BufferedReader reader : readers) {
                reader.close();
            }
        }
    }

    private static void enqueue(PriorityQueue<Part> queue, int number, Iterator<Line> lines) {
        if (lines.hasNext()) {
            queue.add(new Part(lines.next(), number, lines));
        }
    }

    /** A sorted part from its next line on. Earlier parts were added before later ones. */
    private record Part(Line head, int number, Iterator<Line> rest) implements Comparable<Part> {
        private static final Comparator<Part> ORDER =
                Comparator.<Part>comparingLong(part -> part.head.millis).thenComparingInt(Part::number);

        @Override
        public int compareTo(Part other) {
            return ORDER.compare(this, other);
        }
    }

    /** How many files there are. */
    int putAsideParts() {
        return parts.size();
    }

    @Override
    public void close() throws IOException {
        for (Path part : parts) {
            Files.deleteIfExists(part);
        }
    }
}
