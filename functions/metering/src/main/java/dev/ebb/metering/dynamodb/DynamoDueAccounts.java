package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DueAccounts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The accounts in the table's index of what is due. */
public final class DynamoDueAccounts implements DueAccounts {

    private final Table table;

    /** Reads this table. */
    public DynamoDueAccounts(Table table) {
        this.table = table;
    }

    @Override
    public int parts() {
        return Keys.SHARDS;
    }

    @Override
    public int part(String account) {
        return ChargeItem.shard(account);
    }

    @Override
    public Page due(int part, Optional<Place> after, Instant until, int limit, Deadline deadline) {
        String shard = ChargeItem.shardKey(part);
        Map<String, AttributeValue> start = new HashMap<>();
        after.ifPresent(place -> {
            start.putAll(ChargeItem.key(place.account()).attributes());
            start.put(EbbTable.DUE_SHARD, Value.text(shard));
            start.put(EbbTable.DUE_AT, Value.text(Keys.millis(place.dueAt())));
        });
        Table.DuePage page = table.due(shard, Keys.millis(until), start, limit, deadline);
        List<String> accounts =
                page.items().stream().map(DynamoDueAccounts::account).toList();
        Optional<Place> next = page.next().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Place(Instant.parse(page.next().get(EbbTable.DUE_AT).s()), account(page.next())));
        return new Page(accounts, next);
    }

    private static String account(Map<String, AttributeValue> key) {
        return key.get(EbbTable.PARTITION).s().substring(Keys.account("").length());
    }
}
