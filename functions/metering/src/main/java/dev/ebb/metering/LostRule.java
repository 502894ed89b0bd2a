package dev.ebb.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * When a replica counts as lost: it has sent {@code alive}, and then nothing for longer than this.
 *
 * @param standard for whoever has no rule of their own; the default is {@link #STANDARD}
 * @param byAccount an account's own
 * @param byDeployment a deployment's own, which beats its account's
 */
public record LostRule(Duration standard, Map<String, Duration> byAccount, Map<DeploymentId, Duration> byDeployment) {

    /**
     * Checks every rule.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public LostRule {
        requireNotNegative(standard);
        byAccount.values().forEach(LostRule::requireNotNegative);
        byDeployment.values().forEach(LostRule::requireNotNegative);
    }

    private static void requireNotNegative(Duration lostAfter) {
        if (lostAfter.isNegative()) {
            throw new IllegalArgumentException("lostAfter: must not be negative, is " + lostAfter);
        }
    }

    /** Ten minutes of silence for everybody. */
    public static final LostRule STANDARD = new LostRule(Duration.ofMinutes(10), Map.of(), Map.of());

    /** The shortest silence that may count: less would end sessions between two heartbeats. */
    public static final Duration SHORTEST = Duration.ofSeconds(10);

    /** The longest: after that a lost stop bills for too long. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /**
     * Checks what a person settles.
     *
     * @throws IllegalArgumentException if it is shorter than {@link #SHORTEST} or longer than {@link #LONGEST}
     */
    public static void requireInRange(Duration lostAfter) {
        if (lostAfter.compareTo(SHORTEST) < 0 || lostAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "lostAfter: must be from " + SHORTEST + " to " + LONGEST + ", is " + lostAfter);
        }
    }

    /** The rule for one deployment. */
    public Duration lostAfter(DeploymentId deployment) {
        Duration own = byDeployment.get(deployment);
        return own != null ? own : byAccount.getOrDefault(deployment.account(), standard);
    }

    /**
     * When a session ended because its replica fell silent, if it did.
     *
     * @param lastAlive the replica's latest {@code alive}
     */
    public Optional<Instant> lostAt(DeploymentId deployment, OpenSession session, Instant lastAlive, Instant asOf) {
        Instant seen = lastAlive.isAfter(session.lastReady()) ? lastAlive : session.lastReady();
        boolean silent = Duration.between(seen, asOf).compareTo(lostAfter(deployment)) > 0;
        return silent ? Optional.of(seen) : Optional.empty();
    }
}
