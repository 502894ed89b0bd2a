package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LostRule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How long replicas may be silent, as accounts have settled it for themselves and for single deployments. */
public final class DynamoLostRules {

    private static final String SETTINGS = "SETTINGS";
    private static final String LOST_AFTER = "lostAfter";
    private static final String OF_DEPLOYMENT = LOST_AFTER + " ";

    private final Table table;

    /** The settings in this table. */
    public DynamoLostRules(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Likewise. */
    public DynamoLostRules(Table table) {
        this.table = table;
    }

    /** What holds for one account; {@link LostRule#STANDARD} where it has settled nothing. */
    public LostRule of(String account) {
        Map<String, Duration> byAccount = new HashMap<>();
        Map<DeploymentId, Duration> byDeployment = new HashMap<>();
        Map<String, AttributeValue> item =
                table.get(key(account), Deadline.NONE).orElse(Map.of());
        item.forEach((name, value) -> {
            if (name.equals(LOST_AFTER)) {
                byAccount.put(account, Duration.parse(value.s()));
            } else if (name.startsWith(OF_DEPLOYMENT)) {
                DeploymentId deployment = new DeploymentId(account, name.substring(OF_DEPLOYMENT.length()));
                byDeployment.put(deployment, Duration.parse(value.s()));
            }
        });
        return new LostRule(LostRule.STANDARD.standard(), byAccount, byDeployment);
    }

    /**
     * Settles it for all of an account's deployments that have no rule of their own. The account is charged by it at the
     * next full hour.
     *
     * @throws IllegalArgumentException if out of {@link LostRule}'s range
     */
    public void set(String account, Duration lostAfter, Instant now) {
        write(account, LOST_AFTER, lostAfter, now);
    }

    /**
     * Settles it for one deployment, likewise.
     *
     * @throws IllegalArgumentException if out of {@link LostRule}'s range
     */
    public void set(DeploymentId deployment, Duration lostAfter, Instant now) {
        write(deployment.account(), OF_DEPLOYMENT + deployment.name(), lostAfter, now);
    }

    private void write(String account, String attribute, Duration lostAfter, Instant now) {
        LostRule.requireInRange(lostAfter);
        ChargeItem.mark(table, account, now, Deadline.NONE);
        Map<String, AttributeValue> sets = Map.of(attribute, Value.text(lostAfter.toString()));
        table.update(key(account), new Action.Update(Map.of(), sets, null), Deadline.NONE);
    }

    private static Key key(String account) {
        return new Key(Keys.account(account), SETTINGS);
    }
}
