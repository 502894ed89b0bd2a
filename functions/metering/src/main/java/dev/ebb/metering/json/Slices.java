package dev.ebb.metering.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where the elements of a JSON array begin and end by its brackets, quotes and commas alone, so that an element
 * that is malformed inside does not take its neighbours with it.
 */
final class Slices {

    /** Follows brackets and quotes from byte to byte; UTF-8 never has those bytes inside another character. */
    static final class Nesting {
        private int depth;
        private boolean quoted;
        private boolean escaped;
        private boolean begun;
        private boolean overrun;

        /** Takes the next byte. */
        void next(byte b) {
            boolean blank = isBlank(b);
            overrun |= begun && closed() && !blank;
            begun |= !blank;
            if (quoted) {
                boolean ends = b == '"' && !escaped;
                escaped = b == '\\' && !escaped;
                quoted = !ends;
            } else if (b == '"') {
                quoted = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
        }

        /** How many brackets are open. */
        int depth() {
            return depth;
        }

        /** Whether a string is open. */
        boolean quoted() {
            return quoted;
        }

        /** Whether nothing is open. */
        boolean closed() {
            return depth <= 0 && !quoted;
        }

        /** Whether something came after the end of a value. */
        boolean isOverrun() {
            return overrun;
        }

        /** Whether exactly one bracketed value, and nothing after it, has been seen. */
        boolean isOneValue() {
            return begun && closed() && !overrun;
        }
    }

    /** Bytes from {@code from}, inclusive, to {@code to}, exclusive; blank ends cut off. */
    record Slice(int from, int to) {
        private static Slice trimmed(byte[] bytes, int from, int to) {
            int first = from;
            int last = to;
            while (first < last && isBlank(bytes[first])) {
                first++;
            }
            while (last > first && isBlank(bytes[last - 1])) {
                last--;
            }
            return new Slice(first, last);
        }

        boolean isEmpty() {
            return from == to;
        }
    }

    private Slices() {}

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /** Where the first byte is that is neither blank nor part of a byte order mark. */
    static int start(byte[] bytes) {
        return Slice.trimmed(bytes, isMarked(bytes) ? 3 : 0, bytes.length).from();
    }

    /** Whether the bytes begin with UTF-8's byte order mark. */
    static boolean isMarked(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    /**
     * The elements of the array that begins at {@code start}, malformed ones included; what follows the array, or what
     * an array that does not end holds last, is a slice too.
     *
     * @param most how many are looked for; one more tells that there are more
     */
    static List<Slice> elements(byte[] bytes, int start, int most) {
        List<Slice> slices = new ArrayList<>();
        Nesting nesting = new Nesting();
        nesting.next(bytes[start]);
        int from = start + 1;
        int at = from;
        while (at < bytes.length && !nesting.closed() && slices.size() <= most) {
            nesting.next(bytes[at]);
            if (nesting.closed() || (bytes[at] == ',' && nesting.depth() == 1 && !nesting.quoted())) {
                Slice slice = Slice.trimmed(bytes, from, at);
                boolean emptyArray = nesting.closed() && slices.isEmpty() && slice.isEmpty();
                if (!emptyArray) {
                    slices.add(slice);
                }
                from = at + 1;
            }
            at++;
        }
        Slice rest = Slice.trimmed(bytes, from, bytes.length);
        if (!rest.isEmpty() || !nesting.closed()) {
            slices.add(rest);
        }
        return slices;
    }
}
