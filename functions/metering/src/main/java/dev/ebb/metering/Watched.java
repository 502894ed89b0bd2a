package dev.ebb.metering;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as a sweep sees it, with what tells later whether it has changed since.
 *
 * @param state counts, phase, shape and configuration; its {@code idleSince} says nothing here
 * @param pending whether something that was accepted has not reached all replicas yet
 * @param upSince the beginning of the unbroken stretch in which at least one replica has been ready; null if none is
 * @param zeroSince when the last replica stopped; null while one is ready, or if none ever was
 * @param minutes of the deployment, and as reported for its whole account
 * @param stamp what must be unchanged when an action is marked
 * @param dueAt when the index says that it is due; null if it is not in the index
 */
public record Watched(
        DeploymentState state,
        boolean pending,
        @Nullable Instant upSince,
        @Nullable Instant zeroSince,
        ActivityMinutes minutes,
        Stamp stamp,
        @Nullable Instant dueAt) {

    /** Which deployment. */
    public DeploymentId id() {
        return state.id();
    }

    /** {@link #upSince}, if a replica is ready. */
    public Optional<Instant> isUpSince() {
        return Optional.ofNullable(upSince);
    }

    /** {@link #zeroSince}, if it is known. */
    public Optional<Instant> isAtZeroSince() {
        return Optional.ofNullable(zeroSince);
    }

    /**
     * What of a deployment was read, as far as a later write can make sure that it still stands.
     *
     * @param revision rises with every change of a session
     * @param timeline rises with every announcement and its void
     * @param starting replicas that boot
     * @param hours the activity of the previous, this and the next hour, by the hour's beginning
     */
    public record Stamp(long revision, long timeline, long starting, Map<Instant, HourStamp> hours) {
        /** Copies the hours. */
        public Stamp {
            hours = Map.copyOf(hours);
        }
    }

    /**
     * How much an hour's activity amounted to; it only ever grows by more demand.
     *
     * @param active how many minutes are in the set of active ones
     * @param wanted how many are in the set of wanted ones
     * @param counted how many reports with token counts touched it, voids of them included
     */
    public record HourStamp(int active, int wanted, long counted) {}
}
