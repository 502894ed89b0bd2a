package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One duration that accounts settle for themselves and for single deployments, beside their other settings. */
final class DurationSettings {

    private static final String SETTINGS = "SETTINGS";

    private final Table table;
    private final String name;
    private final String ofDeployment;

    /** @param name of the attribute of an account's own */
    DurationSettings(Table table, String name) {
        this.table = table;
        this.name = name;
        ofDeployment = name + " ";
    }

    /** What an account has settled. */
    record Found(Map<String, Duration> byAccount, Map<DeploymentId, Duration> byDeployment) {}

    Found of(String account, Deadline deadline) {
        Map<String, Duration> byAccount = new HashMap<>();
        Map<DeploymentId, Duration> byDeployment = new HashMap<>();
        Map<String, AttributeValue> item = table.get(key(account), deadline).orElse(Map.of());
        item.forEach((attribute, value) -> {
            if (attribute.equals(name)) {
                byAccount.put(account, Duration.parse(value.s()));
            } else if (attribute.startsWith(ofDeployment)) {
                DeploymentId deployment = new DeploymentId(account, attribute.substring(ofDeployment.length()));
                byDeployment.put(deployment, Duration.parse(value.s()));
            }
        });
        return new Found(byAccount, byDeployment);
    }

    /** The account is charged by it at the next full hour. */
    void set(String account, Duration duration, Instant now) {
        write(account, name, duration, now);
    }

    void set(DeploymentId deployment, Duration duration, Instant now) {
        write(deployment.account(), ofDeployment + deployment.name(), duration, now);
    }

    private void write(String account, String attribute, Duration duration, Instant now) {
        ChargeItem.mark(table, account, now, Deadline.NONE);
        Map<String, AttributeValue> sets = Map.of(attribute, Value.text(duration.toString()));
        table.update(key(account), new Action.Update(Map.of(), sets, null), Deadline.NONE);
    }

    private static Key key(String account) {
        return new Key(Keys.account(account), SETTINGS);
    }
}
