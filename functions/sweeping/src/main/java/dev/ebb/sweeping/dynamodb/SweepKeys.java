package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.policy.Policies;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Where everything is. Ids have no spaces, so a space separates. */
final class SweepKeys {

    static final String STATUS = "STATUS";
    static final String PIN = "PIN";
    static final String POLICY = "POLICY";
    static final String VERDICT = "VERDICT ";
    static final String INTENT = "INTENT ";
    static final String AUDIT = "AUDIT ";

    /** The partition of what concerns all accounts. */
    static final String STACK = "SWEEPS";

    static final Key SAFETY = new Key(STACK, "SAFETY");

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SweepKeys() {}

    static String partition(DeploymentId deployment) {
        return "SWEEP " + deployment.account() + " " + deployment.name();
    }

    static Key status(DeploymentId deployment) {
        return new Key(partition(deployment), STATUS);
    }

    /** What was done about an account's hard cap; deployments' partitions have their name, too. */
    static Key cap(String account) {
        return new Key("SWEEP " + account, "CAP");
    }

    static Key pin(DeploymentId deployment) {
        return new Key(partition(deployment), PIN);
    }

    /** That it could not be looked at, how often, and why. */
    static Key unreadable(DeploymentId deployment) {
        return new Key(partition(deployment), "UNREADABLE");
    }

    static Key verdict(DeploymentId deployment, Instant sweep) {
        return new Key(partition(deployment), verdict(sweep));
    }

    static String verdict(Instant sweep) {
        return VERDICT + MINUTES.format(sweep);
    }

    static Key intent(DeploymentId deployment, long mark) {
        return new Key(partition(deployment), INTENT + Value.padded(mark, 12));
    }

    /** @param which tells apart what happened at the same instant, and is the same if it is written again */
    static Key audit(String partition, Instant at, String which) {
        return new Key(partition, AUDIT + Value.millis(at) + " " + which);
    }

    static Key limit(String counter) {
        return new Key(STACK, "LIMIT " + counter);
    }

    static String partition(Policies.Level level) {
        return switch (level) {
            case Policies.Level.Stack ignored -> STACK;
            case Policies.Level.Account of -> STACK + " " + of.account();
            case Policies.Level.Deployment of -> partition(of.deployment());
        };
    }

    /** What stands at a level. */
    static Key policy(Policies.Level level) {
        return new Key(partition(level), POLICY);
    }

    /** A version of it, kept for ever. */
    static Key policy(Policies.Level level, long number) {
        return new Key(partition(level), POLICY + " " + Value.padded(number, 6));
    }
}
