package dev.ebb.sweeping.actions;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.Saved;
import java.time.Instant;
import java.util.Optional;

/**
 * The system that really runs a deployment's replicas.
 *
 * <p>Contract, for every implementation:
 *
 * <ul>
 *   <li>Each call may come more than once under one {@link ActionId}, and has one effect.
 *   <li>No call waits for the effect: {@link #observe} says whether it is there.
 *   <li>A call that returns was taken; one that was not throws {@link TargetException}, which says whether it may pass.
 * </ul>
 */
public interface Target {

    /** How a deployment names it: {@code bus} for whoever listens on Ebb's bus. */
    String name();

    /**
     * What it runs now; empty if it knows of no such deployment.
     *
     * @throws TargetException if it can't say
     */
    Optional<Observation> observe(DeploymentId deployment, Instant now);

    /** Asks for as many replicas as the intent desires. */
    void scale(Intent intent);

    /** Asks for the deployment's deletion. */
    void delete(Intent intent);

    /**
     * Asks for what was saved before an action, exactly, with as many replicas as the intent desires.
     *
     * @param configuration what {@link Observation#configuration} was then
     */
    void restore(Intent intent, String configuration);

    /** Whether, and how, a request to a deployment at zero would bring it back: proven before anything goes to zero. */
    WayToWake wayToWake(DeploymentId deployment);

    /**
     * What a target runs.
     *
     * @param ready replicas that accept requests
     * @param starting replicas that boot
     * @param standby replicas that cost without accepting requests, or are not known to have stopped
     * @param updating whether it is changing by somebody else's doing
     * @param configuration all that {@link #restore} needs beside the number of replicas, as JSON; the same configuration
     *     is always the same text
     */
    record Observation(long ready, long starting, long standby, boolean updating, String configuration) {
        /** Zero ready, zero starting, no standby, and nothing under way. */
        public boolean isAtZero() {
            return ready == 0 && starting == 0 && standby == 0 && !updating;
        }

        /** What an intent keeps of it, so that it can be brought back. */
        public Saved saved() {
            return new Saved(Math.toIntExact(ready + starting), configuration);
        }

        /** Readable. */
        public String words() {
            return ready + " ready, " + starting + " starting, " + standby + " on standby"
                    + (updating ? ", updating" : "");
        }
    }

    /** Whether there is a way to wake a deployment. */
    sealed interface WayToWake {
        /** There is. */
        record Proven(String how) implements WayToWake {}

        /** Nobody knows of one. */
        record Unproven(String why) implements WayToWake {}
    }
}
