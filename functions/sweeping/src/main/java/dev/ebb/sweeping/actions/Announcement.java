package dev.ebb.sweeping.actions;

import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One of Ebb's own events. Nothing in it depends on when it is made: made again of the same intent it is the same event.
 *
 * @param time of the event
 * @param target by name
 * @param outcome a sentence; empty for what is only asked for
 * @param configuration what is to be restored, in the target's own JSON; empty for other actions
 */
public record Announcement(
        Kind kind,
        Intent intent,
        Instant time,
        String target,
        Optional<String> outcome,
        Optional<String> configuration) {

    /** What is said of an action. */
    public enum Kind {
        /** It is asked for: whoever runs the deployment is to do it by its deadline. */
        REQUESTED("dev.ebb.action.requested"),
        /** It was seen to be done. */
        COMPLETED("dev.ebb.action.completed"),
        /** It was not done in time, or refused. */
        FAILED("dev.ebb.action.failed");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** Of the event. */
        public String type() {
            return type;
        }
    }

    /** That an action is asked for, from the instant at which it was decided. */
    public static Announcement requested(Intent intent, String target, Optional<String> configuration) {
        return new Announcement(Kind.REQUESTED, intent, intent.markedAt(), target, Optional.empty(), configuration);
    }

    /**
     * How an action ended; empty for one that has not, or that was never begun.
     *
     * @param intent in any state
     */
    public static Optional<Announcement> ended(Intent intent, String target) {
        return switch (intent.state()) {
            case REQUESTED, CALLED, ABANDONED -> Optional.empty();
            case DONE, UNDONE -> Optional.of(ended(Kind.COMPLETED, intent, target));
            case FAILED -> Optional.of(ended(Kind.FAILED, intent, target));
        };
    }

    private static Announcement ended(Kind kind, Intent intent, String target) {
        Instant at = Optional.ofNullable(intent.endedAt()).orElse(intent.markedAt());
        return new Announcement(kind, intent, at, target, Optional.ofNullable(intent.outcome()), Optional.empty());
    }

    /** The event's id: made of the {@link ActionId} and the type alone, and short enough for any event. */
    public String id() {
        String name = intent.id() + " " + kind.type();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
