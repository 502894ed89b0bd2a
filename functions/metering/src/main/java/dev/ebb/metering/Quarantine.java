package dev.ebb.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what could not be metered, with every reason and its original bytes, until a person replays it. */
public interface Quarantine {

    /**
     * One thing that could not be metered.
     *
     * @param key names it for good: the same bytes and reasons have the same key
     * @param account whose it is, if that could be read
     * @param arrived when it was first seen
     * @param replay what a person did about it, if somebody did
     */
    record Entry(
            String key,
            @Nullable String account,
            @Nullable String source,
            @Nullable String id,
            String reason,
            Instant arrived,
            @Nullable Replay replay) {}

    /**
     * An operator's replay.
     *
     * @param reason why
     * @param outcome what came of it, in words
     * @param through whether nothing of it is left to be mended
     */
    record Replay(Instant at, String reason, String outcome, boolean through) {}

    /**
     * Keeps it. Doing so again changes nothing.
     *
     * @throws LedgerUnavailableException if it can't be kept in time
     */
    void keep(Rejection rejection, Instant arrived, Deadline deadline);

    /** All that is kept, the earliest first. */
    List<Entry> entries();

    /** One of them. */
    Optional<Entry> entry(String key);

    /** Its bytes as they came. */
    Optional<Original> original(String key);

    /**
     * Notes that a person replayed it.
     *
     * @throws IllegalArgumentException if nothing has that key
     */
    void replayed(String key, Replay replay);
}
