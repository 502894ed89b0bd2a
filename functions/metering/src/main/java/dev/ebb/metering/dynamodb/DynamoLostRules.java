package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LostRule;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** How long replicas may be silent, as accounts have settled it for themselves and for single deployments. */
public final class DynamoLostRules {

    private final DurationSettings settings;

    /** The settings in this table. */
    public DynamoLostRules(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** The settings in this table. */
    public DynamoLostRules(Table table) {
        settings = new DurationSettings(table, "lostAfter");
    }

    /** What holds for one account; {@link LostRule#STANDARD} where it has settled nothing. */
    public LostRule of(String account) {
        DurationSettings.Found found = settings.of(account, Deadline.NONE);
        return new LostRule(LostRule.STANDARD.standard(), found.byAccount(), found.byDeployment());
    }

    /**
     * Settles it for all of an account's deployments that have no rule of their own. The account is charged by it at the
     * next full hour.
     *
     * @throws IllegalArgumentException if out of {@link LostRule}'s range
     */
    public void set(String account, Duration lostAfter, Instant now) {
        LostRule.requireInRange(lostAfter);
        settings.set(account, lostAfter, now);
    }

    /**
     * Settles it for one deployment.
     *
     * @throws IllegalArgumentException if out of {@link LostRule}'s range
     */
    public void set(DeploymentId deployment, Duration lostAfter, Instant now) {
        LostRule.requireInRange(lostAfter);
        settings.set(deployment, lostAfter, now);
    }
}
