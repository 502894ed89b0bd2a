package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Dismissal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What people dismissed of the evidence that something ran without a session. It is kept. */
public final class DynamoDismissals {

    private static final String PREFIX = "DISMISSED ";
    private static final String REPLICA = "replica";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String REASON = "reason";
    private static final String AT = "at";

    private final Table table;

    /** Those in this table. */
    public DynamoDismissals(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    /** Those in this table. */
    public DynamoDismissals(Table table) {
        this.table = table;
    }

    /** What was dismissed of a deployment, in the order in which it was. */
    public List<Dismissal> of(DeploymentId deployment) {
        return table.query(Keys.account(deployment.account()), prefix(deployment), Deadline.NONE).stream()
                .map(item -> dismissal(deployment, item))
                .toList();
    }

    /** Keeps one; its account is charged by it at the next full hour. */
    public void keep(Dismissal dismissal) {
        String account = dismissal.deployment().account();
        ChargeItem.mark(table, account, dismissal.at(), Deadline.NONE);
        Map<String, AttributeValue> sets = new HashMap<>();
        sets.put(FROM, Value.instant(dismissal.from()));
        sets.put(TO, Value.instant(dismissal.to()));
        sets.put(REASON, Value.text(dismissal.reason()));
        sets.put(AT, Value.instant(dismissal.at()));
        String replica = dismissal.replica();
        if (replica != null) {
            sets.put(REPLICA, Value.text(replica));
        }
        String what = replica + " " + dismissal.from() + " " + dismissal.to();
        Key key = new Key(
                Keys.account(account),
                prefix(dismissal.deployment()) + Keys.millis(dismissal.at()) + " " + Keys.shortHash(what));
        table.update(key, new Action.Update(Map.of(), sets, null), Deadline.NONE);
    }

    private static String prefix(DeploymentId deployment) {
        return PREFIX + deployment.name() + " ";
    }

    private static Dismissal dismissal(DeploymentId deployment, Map<String, AttributeValue> item) {
        return new Dismissal(
                deployment,
                Value.textIn(item, REPLICA).orElse(null),
                instant(item, FROM),
                instant(item, TO),
                item.get(REASON).s(),
                instant(item, AT));
    }

    private static Instant instant(Map<String, AttributeValue> item, String name) {
        return Value.instantIn(item, name).orElseThrow();
    }
}
