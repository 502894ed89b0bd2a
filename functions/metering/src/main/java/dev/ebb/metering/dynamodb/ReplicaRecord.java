package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Carry;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Timeline;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replica as its item has it.
 *
 * @param version rises with every change; 0 when there is no item
 * @param timeline the number of the deployment's timeline that all its pages were folded under
 * @param paged whether there are pages before the last
 * @param last the last page
 * @param lostAt where its open session ends provisionally, because it fell silent
 * @param cursor where folding must go on, if it was left before it came to the end
 */
record ReplicaRecord(
        ReplicaId id,
        long version,
        long timeline,
        boolean paged,
        Page last,
        @Nullable Instant lostAt,
        @Nullable Cursor cursor) {

    /**
     * Pages from {@code low} on must be folded again.
     *
     * @param carry what the page before hands on
     * @param toTheEnd whether to go on though a page hands on what it did before
     * @param timeline the number of the timeline that the pages before were folded under
     */
    record Cursor(Instant low, Carry carry, boolean toTheEnd, long timeline) {}

    static ReplicaRecord unknown(ReplicaId id) {
        return new ReplicaRecord(id, 0, 0, false, Page.EMPTY, null, null);
    }

    /** What takes this one's place. */
    ReplicaRecord next() {
        return new ReplicaRecord(id, version + 1, timeline, paged, last, lostAt, cursor);
    }

    ReplicaRecord withTimeline(long number) {
        return new ReplicaRecord(id, version, number, paged, last, lostAt, cursor);
    }

    ReplicaRecord withPages(boolean more, Page newLast) {
        return new ReplicaRecord(id, version, timeline, more, newLast, lostAt, cursor);
    }

    ReplicaRecord withLostAt(@Nullable Instant provisionalEnd) {
        return new ReplicaRecord(id, version, timeline, paged, last, provisionalEnd, cursor);
    }

    ReplicaRecord withCursor(@Nullable Cursor start) {
        return new ReplicaRecord(id, version, timeline, paged, last, lostAt, start);
    }

    Optional<OpenSession> open() {
        return last.posted().after().openSession();
    }

    /** The earliest instant from which its sessions may differ from what was posted. */
    Optional<Instant> staleFrom(Timeline current) {
        return current.changedFrom(timeline).filter(this::canReach);
    }

    /**
     * A deletion after its last transition may have ended what is posted, so posted ends count as well. What is in earlier
     * pages is not known here, and voids may have emptied the last one: a change before it counts as well.
     */
    private boolean canReach(Instant change) {
        boolean reachesEarlier = paged && change.isBefore(last.low());
        if (cursor != null || reachesEarlier || !last.posted().after().isSettled()) {
            return true;
        }
        return last.instants().anyMatch(instant -> !instant.isBefore(change));
    }
}
