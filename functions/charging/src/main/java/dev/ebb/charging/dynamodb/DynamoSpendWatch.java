package dev.ebb.charging.dynamodb;

import dev.ebb.charging.budgets.AlertPublisher;
import dev.ebb.charging.budgets.BudgetWatch;
import dev.ebb.charging.budgets.CapWatch;
import dev.ebb.charging.budgets.LiveSpend;
import dev.ebb.charging.json.SpendJson;
import dev.ebb.charging.runs.SpendWatch;
import dev.ebb.metering.dynamodb.DynamoLiveMeters;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Puts the watch over spend, budgets and hard caps together on one table. */
public final class DynamoSpendWatch {

    private DynamoSpendWatch() {}

    /**
     * The watch on this table.
     *
     * @param publisher tells the world; if there is none, spend is read and no alert is claimed
     */
    public static SpendWatch of(DynamoDbClient client, String table, Optional<AlertPublisher> publisher) {
        LiveSpend live = live(client, table);
        SpendWatch.Alerting alerting = publisher
                .<SpendWatch.Alerting>map(each -> new BudgetWatch(
                        new DynamoBudgets(client, table),
                        new DynamoAlertClaims(client, table),
                        live,
                        new SpendJson(),
                        each)::watch)
                .orElse(SpendWatch.Alerting.NONE);
        return of(client, table, alerting);
    }

    static SpendWatch of(DynamoDbClient client, String table, SpendWatch.Alerting alerting) {
        return new SpendWatch(
                live(client, table),
                alerting,
                caps(client, table, CapWatch.NOBODY_ASKS),
                new DynamoBudgets(client, table));
    }

    /** What is spent, from the meters in this table. */
    public static LiveSpend live(DynamoDbClient client, String table) {
        return new LiveSpend(new DynamoLiveMeters(client, table), new DynamoUsage(client, table));
    }

    /**
     * The outlook on hard caps on this table.
     *
     * @param asked what sweeps and people have asked for; a charge does not know of it
     */
    public static CapWatch caps(DynamoDbClient client, String table, CapWatch.Asked asked) {
        return new CapWatch(
                new DynamoBudgets(client, table),
                new DynamoChargeBasis(client, table),
                live(client, table),
                new DynamoLiveMeters(client, table),
                asked,
                CapWatch.STANDARD_LAG);
    }
}
