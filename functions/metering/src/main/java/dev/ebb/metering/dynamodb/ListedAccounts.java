package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import java.util.function.Consumer;

/** The accounts of which there was ever an event or an agreement: from their own list, a page of it at a time. */
public final class ListedAccounts {

    /** Of ids: well below what DynamoDB answers at once. */
    private static final int PAGE = 1000;

    private final Table table;

    /** Those in this table. */
    public ListedAccounts(Table table) {
        this.table = table;
    }

    /** Shows all of them, once each and in no particular order. */
    public void each(Consumer<String> account, Deadline deadline) {
        for (int shard = 0; shard < Keys.SHARDS; shard++) {
            table.walk(Keys.registry(shard), Table.LEAST_SORT_KEY, Table.GREATEST_SORT_KEY, true, PAGE, deadline)
                    .map(item -> item.get(EbbTable.SORT).s())
                    .forEach(account);
        }
    }
}
