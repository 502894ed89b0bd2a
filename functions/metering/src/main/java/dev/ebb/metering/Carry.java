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
 */
public record Carry(
        @Nullable OpenSession open,
        @Nullable Boot boot,
        @Nullable Notice waiting) {

    /** A replica that nothing was heard of. */
    public static final Carry NOTHING = new Carry(null, null, null);

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
}
