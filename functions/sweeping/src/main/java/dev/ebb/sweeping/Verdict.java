package dev.ebb.sweeping;

import java.time.Instant;

/** What a sweep concludes of a deployment. */
public sealed interface Verdict {

    /** What it rests on. */
    Evidence evidence();

    /**
     * It is in demand, or changing.
     *
     * @param reason in words: what demand
     */
    record Active(String reason, Evidence evidence) implements Verdict {}

    /**
     * Nothing has been asked of it, and that is known of every minute of the window.
     *
     * @param since from when on
     */
    record Idle(Instant since, Evidence evidence) implements Verdict {}

    /**
     * It can't be judged, so nothing is done.
     *
     * @param reason what is not known
     */
    record Unknown(String reason, Evidence evidence) implements Verdict {}

    /** {@code ACTIVE}, {@code IDLE} or {@code UNKNOWN}. */
    default String word() {
        return switch (this) {
            case Active ignored -> "ACTIVE";
            case Idle ignored -> "IDLE";
            case Unknown ignored -> "UNKNOWN";
        };
    }
}
