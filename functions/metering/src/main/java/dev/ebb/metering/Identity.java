package dev.ebb.metering;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What makes an event that event, however often it is delivered.
 *
 * @param account the account that the event is about; the same source and id in another account are another event
 * @param source the producer, a URI reference of at most 256 characters
 * @param id the producer's name for the event, 1 to 128 characters
 */
public record Identity(String account, String source, String id) implements Comparable<Identity> {

    private static final Comparator<String> BYTEWISE =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final Comparator<Identity> ORDER = Comparator.comparing(Identity::source, BYTEWISE)
            .thenComparing(Identity::id, BYTEWISE)
            .thenComparing(Identity::account);

    /** Orders by source, then id, both bytewise in UTF-8, so that every implementation sorts ties alike. */
    @Override
    public int compareTo(Identity other) {
        return ORDER.compare(this, other);
    }
}
