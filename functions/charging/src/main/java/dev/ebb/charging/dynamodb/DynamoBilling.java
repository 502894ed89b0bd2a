package dev.ebb.charging.dynamodb;

import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.UsageSources;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoLateEvents;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
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
        UsageSources sources = new UsageSources(
                new DynamoUsage(client, table),
                new DynamoAccountHistory(client, table),
                new DynamoLateEvents(client, table),
                new DynamoLedger(client, table),
                new DynamoLostRules(client, table)::of);
        return new Billing(
                sources,
                new DynamoPriceBooks(client, table),
                new DynamoAccounts(client, table),
                new DynamoDrafts(client, table),
                new DynamoInvoices(client, table),
                grace);
    }
}
