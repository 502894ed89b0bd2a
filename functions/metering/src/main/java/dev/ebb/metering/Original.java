package dev.ebb.metering;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An event's bytes exactly as they came, well-formed or not. */
public final class Original {

    private final byte[] bytes;

    private Original(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code bytes}. */
    public static Original of(byte[] bytes) {
        return new Original(bytes.clone());
    }

    /** Copies {@code bytes} from {@code from}, inclusive, to {@code to}, exclusive. */
    public static Original of(byte[] bytes, int from, int to) {
        return new Original(Arrays.copyOfRange(bytes, from, to));
    }

    /** Of a text, in UTF-8. */
    public static Original of(String text) {
        return new Original(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes. */
    public int size() {
        return bytes.length;
    }

    /** For people: as UTF-8, with a replacement for what is not. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Original original && Arrays.equals(bytes, original.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
