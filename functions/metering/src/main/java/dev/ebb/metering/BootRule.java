package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a boot may take, and how much later than what proves that a replica runs its ready may come.
 *
 * @param standard for accounts without a rule of their own; the default is {@link #STANDARD}
 * @param byAccount an account's own
 * @param byDeployment a deployment's own, which beats its account's
 */
public record BootRule(Duration standard, Map<String, Duration> byAccount, Map<DeploymentId, Duration> byDeployment) {

    /** Half an hour for all. */
    public static final BootRule STANDARD = new BootRule(Duration.ofMinutes(30), Map.of(), Map.of());

    /** The shortest: a quarter-hour of heartbeats would say less than a boot. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    /** The longest: what is missing is told after that at the latest. */
    public static final Duration LONGEST = Duration.ofHours(6);

    /**
     * Checks what a person settles.
     *
     * @throws IllegalArgumentException if it is shorter than {@link #SHORTEST} or longer than {@link #LONGEST}
     */
    public static void requireInRange(Duration bootWithin) {
        if (bootWithin.compareTo(SHORTEST) < 0 || bootWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "bootWithin: must be from " + SHORTEST + " to " + LONGEST + ", is " + bootWithin);
        }
    }

    /** The rule for one deployment. */
    public Duration bootWithin(DeploymentId deployment) {
        Duration own = byDeployment.get(deployment);
        return own != null ? own : byAccount.getOrDefault(deployment.account(), standard);
    }

    /**
     * When a boot counts for nothing any more, if it does: {@code bootWithin} after it began, or when its replica was last
     * alive if that is lost, whichever comes first.
     *
     * @param from when it began
     * @param lastAlive the replica's latest {@code alive}; null if it sent none
     */
    public Optional<Instant> overAt(
            DeploymentId deployment, Instant from, @Nullable Instant lastAlive, LostRule lost, Instant asOf) {
        Instant most = from.plus(bootWithin(deployment));
        Instant over = most.isAfter(asOf) ? null : most;
        if (lastAlive != null && lastAlive.isAfter(from)) {
            boolean silent = Duration.between(lastAlive, asOf).compareTo(lost.lostAfter(deployment)) > 0;
            over = silent && lastAlive.isBefore(most) ? lastAlive : over;
        }
        return Optional.ofNullable(over);
    }
}
