package dev.ebb.metering.dynamodb;

import dev.ebb.metering.BootRule;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** How long boots may take, as accounts have settled it for themselves and for single deployments. */
public final class DynamoBootRules {

    private final DurationSettings settings;

    /** The settings in this table. */
    public DynamoBootRules(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** The settings in this table. */
    public DynamoBootRules(Table table) {
        settings = new DurationSettings(table, "bootWithin");
    }

    /** What holds for one account; {@link BootRule#STANDARD} where it has settled nothing. */
    public BootRule of(String account) {
        DurationSettings.Found found = settings.of(account, Deadline.NONE);
        return new BootRule(BootRule.STANDARD.standard(), found.byAccount(), found.byDeployment());
    }

    /**
     * Settles it for all of an account's deployments that have no rule of their own. The account is charged by it at the
     * next full hour.
     *
     * @throws IllegalArgumentException if out of {@link BootRule}'s range
     */
    public void set(String account, Duration bootWithin, Instant now) {
        BootRule.requireInRange(bootWithin);
        settings.set(account, bootWithin, now);
    }

    /**
     * Settles it for one deployment.
     *
     * @throws IllegalArgumentException if out of {@link BootRule}'s range
     */
    public void set(DeploymentId deployment, Duration bootWithin, Instant now) {
        BootRule.requireInRange(bootWithin);
        settings.set(deployment, bootWithin, now);
    }
}
