package dev.ebb.charging.dynamodb;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.UsageSources;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoLateEvents;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.dynamodb.Table;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Puts billing together on one table. */
public final class DynamoBilling {

    private DynamoBilling() {}

    /**
     * Billing on this table.
     *
     * @param grace how long after a period's end its invoice is made
     * @throws IllegalArgumentException if it is shorter than {@link Billing#SHORTEST_GRACE}
     */
    public static Billing of(DynamoDbClient client, String table, Duration grace) {
        return of(client, table, grace, Deadline.NONE);
    }

    /**
     * Billing that charges within its deadline: no request to the table begins after it, not for the next page of a large
     * deployment either.
     *
     * @throws IllegalArgumentException if the grace is shorter than {@link Billing#SHORTEST_GRACE}
     */
    public static AccountCharging inTime(DynamoDbClient client, String table, Duration grace) {
        of(client, table, grace);
        return (account, now, deadline) -> of(client, table, grace, deadline).charge(account, now, deadline);
    }

    private static Billing of(DynamoDbClient client, String name, Duration grace, Deadline deadline) {
        Table table = new Table(client, name).within(deadline);
        UsageSources sources = new UsageSources(
                new DynamoUsage(table),
                new DynamoAccountHistory(table),
                new DynamoLateEvents(table),
                new DynamoLedger(client, name),
                new DynamoLostRules(table)::of);
        return new Billing(
                sources,
                new DynamoPriceBooks(table),
                new DynamoAccounts(table),
                new DynamoDrafts(table),
                new DynamoInvoices(table),
                grace);
    }
}
