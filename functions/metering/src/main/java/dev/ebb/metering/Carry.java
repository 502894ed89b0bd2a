package dev.ebb.metering;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replica's past hands on to its future: all that a fold must know of what came before.
 *
 * @param open the session that is open, if one is
 * @param boot the boot that is under way, if one is
 * @param waiting the ready whose shape is not known and that nothing has ended yet, if there is one
 * @param restarted the tie that was taken for a restart and is the latest that is known of the replica, if it is
 */
public record Carry(
        @Nullable OpenSession open,
        @Nullable Boot boot,
        @Nullable Notice waiting,
        @Nullable Notice restarted) {

    /** A replica of which nothing is known. */
    public static final Carry NOTHING = new Carry(null, null, null, null);

    /** A boot that began at {@code from}, on {@code shape} as far as it is known. */
    public record Boot(Instant from, @Nullable Shape shape) {}

    /** What the replica is doing. */
    public enum Phase {
        GONE,
        STARTING,
        READY
    }

    /** What the replica is doing, as far as its own transitions tell. */
    public Phase phase() {
        if (open != null) {
            return Phase.READY;
        }
        return boot != null ? Phase.STARTING : Phase.GONE;
    }

    /** The session that is open. */
    public Optional<OpenSession> openSession() {
        return Optional.ofNullable(open);
    }

    /** Whether an announcement in the future of all its transitions could still change anything. */
    public boolean isSettled() {
        return open == null && boot == null && waiting == null;
    }

    /** Whether it runs, as far as its own transitions tell: a ready that waits for its shape runs too. */
    boolean runs() {
        return open != null || waiting != null;
    }

    /** The same once a ready took it up: nothing boots any more, and nothing waits. */
    Carry with(OpenSession session) {
        return new Carry(session, null, null, restarted);
    }

    Carry with(@Nullable OpenSession seen, @Nullable Notice ready) {
        return new Carry(seen, boot, ready, restarted);
    }

    Carry with(Boot begun) {
        return new Carry(open, begun, waiting, restarted);
    }

    /** The same with nothing running. */
    Carry ended() {
        return restarted == null ? NOTHING : new Carry(null, null, null, restarted);
    }

    Carry withRestarted(@Nullable Notice tie) {
        return new Carry(open, boot, waiting, tie);
    }
}
