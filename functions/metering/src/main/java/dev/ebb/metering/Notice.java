package dev.ebb.metering;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A ready event that people should know of before they rely on a statement.
 *
 * @param kind why
 * @param identity the ready event; of a tie its last one
 * @param from when it said that the replica was ready
 * @param until when the replica stopped or another ready took its place, and of a restart when the next transition of
 *     the replica came; null if none was seen
 * @param tied the events of a tie, by source and id, up to {@link #MAX_NAMED} and one more; none otherwise
 */
public record Notice(
        Kind kind,
        Identity identity,
        Instant from,
        @Nullable Instant until,
        List<Identity> tied) {

    /** The most events of one tie that a sentence names. */
    public static final int MAX_NAMED = 8;

    /** Copies the list. */
    public Notice {
        tied = List.copyOf(tied);
    }

    /** About a ready that opened nothing. */
    public Notice(Kind kind, Identity identity, Instant from, @Nullable Instant until) {
        this(kind, identity, from, until, List.of());
    }

    /** What a ready event led to. */
    public enum Kind {
        /** Its shape is not known yet. Usage is missing until an announcement that was in force then arrives. */
        WAITING(
                "ready without a shape, and no announcement in force then gave one: waits, nothing is billed for it yet"),
        /** Its deployment was deleted before, and not created again. */
        AFTER_DELETION("ready after the deployment was deleted: opens no session"),
        /** A stop and a ready share their time, and the replica ran before: a restart, or the state told again. */
        RESTARTED("taken for a restart, so one session ends and the next begins then"),
        /** A ready and a stop share their time, and the replica did not run before. */
        CAME_AND_WENT("taken for a replica that came up and went, so nothing is billed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Whether it is about events whose order their producer did not tell. */
        public boolean isTie() {
            return this == RESTARTED || this == CAME_AND_WENT;
        }
    }

    /** The same, over at {@code end}. */
    Notice endedAt(Instant end) {
        return new Notice(kind, identity, from, end, tied);
    }

    /** A sentence for people. */
    public String reason() {
        if (!kind.isTie()) {
            return kind.words;
        }
        String open = kind == Kind.RESTARTED && until == null
                ? "; the statement is incomplete until another event of this replica is known, for the ready may be the state told again"
                : "";
        return "events " + names() + " of one replica share the time " + from + " and their sequence: " + kind.words
                + "; send a sequence that tells their order" + open;
    }

    private String names() {
        String named = tied.stream()
                .limit(MAX_NAMED)
                .map(each -> each.source() + " " + each.id())
                .collect(Collectors.joining(", "));
        return tied.size() > MAX_NAMED ? named + " and others" : named;
    }

    /** Whether a statement of [start, end) tells of it: a tie is of the period that it lies in, others are of all. */
    public boolean concerns(Instant start, Instant end) {
        return !kind.isTie() || (!from.isBefore(start) && from.isBefore(end)) || leavesOpen(start, end);
    }

    /** Whether usage in [start, end) may be missing, or be told in excess, because of it. */
    public boolean leavesOpen(Instant start, Instant end) {
        return switch (kind) {
            case WAITING -> from.isBefore(end) && (until == null || until.isAfter(start) || !from.isBefore(start));
            case RESTARTED -> from.isBefore(end) && until == null;
            case AFTER_DELETION, CAME_AND_WENT -> false;
        };
    }
}
