package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An account's {@link ChargeMark} as an item, which is in the index of what is due while the account is. */
public final class ChargeItem {

    /** How many partitions of the index accounts are spread over. */
    public static final int SHARDS = Keys.SHARDS;

    private static final String SORT = "CHARGE";
    private static final String MARKED = "marked";

    private ChargeItem() {}

    /** Where it stands. */
    public static Key key(String account) {
        return new Key(Keys.account(account), SORT);
    }

    /** The number of an account's partition of the index, from 0 to {@link #SHARDS} - 1. */
    public static int shard(String account) {
        return Math.floorMod(account.hashCode(), SHARDS);
    }

    /** The mark of an account. */
    public static ChargeMark read(Table table, String account, Deadline deadline) {
        Map<String, AttributeValue> item = table.get(key(account), deadline).orElse(Map.of());
        return new ChargeMark(Value.textIn(item, EbbTable.DUE_AT).map(Instant::parse), Value.instantIn(item, MARKED));
    }

    /** The whole item, but for its key. */
    public static Map<String, AttributeValue> attributes(String account, ChargeMark mark) {
        Map<String, AttributeValue> item = new HashMap<>();
        mark.dueAt().ifPresent(at -> {
            item.put(EbbTable.DUE_SHARD, Value.text(shardKey(shard(account))));
            item.put(EbbTable.DUE_AT, Value.text(Keys.millis(at)));
        });
        mark.marked().ifPresent(hour -> item.put(MARKED, Value.instant(hour)));
        return item;
    }

    /** That it still is what was read. */
    public static Action.Condition unchanged(ChargeMark mark) {
        List<String> terms = new ArrayList<>();
        Map<String, AttributeValue> values = new HashMap<>();
        mark.dueAt().ifPresent(at -> values.put(":due", Value.text(Keys.millis(at))));
        mark.marked().ifPresent(hour -> values.put(":marked", Value.instant(hour)));
        terms.add(values.containsKey(":due") ? "#due = :due" : "attribute_not_exists(#due)");
        terms.add(values.containsKey(":marked") ? "#marked = :marked" : "attribute_not_exists(#marked)");
        return new Action.Condition(
                String.join(" AND ", terms), Map.of("#due", EbbTable.DUE_AT, "#marked", MARKED), values);
    }

    /**
     * A page of the accounts that are due, the longest due first. The index lags behind the table by moments: far less
     * than {@link ChargeMark#MARGIN}.
     *
     * @param next where the next page begins; empty if this is the last
     */
    public record Page(List<String> accounts, Optional<Place> next) {}

    /** A place in a partition of the index: after this account, due at that instant. */
    public record Place(Instant dueAt, String account) {}

    /**
     * Reads a page of one partition of the index.
     *
     * @param after where it begins; empty for the first
     * @param until the latest instant at which an account is due that is wanted
     * @param limit the most accounts
     */
    public static Page due(Table table, int shard, Optional<Place> after, Instant until, int limit, Deadline deadline) {
        Map<String, AttributeValue> start = new HashMap<>();
        after.ifPresent(place -> {
            start.putAll(key(place.account()).attributes());
            start.put(EbbTable.DUE_SHARD, Value.text(shardKey(shard)));
            start.put(EbbTable.DUE_AT, Value.text(Keys.millis(place.dueAt())));
        });
        Table.DuePage page = table.due(shardKey(shard), Keys.millis(until), start, limit, deadline);
        List<String> accounts = page.items().stream().map(ChargeItem::account).toList();
        Optional<Place> next = page.next().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Place(Instant.parse(page.next().get(EbbTable.DUE_AT).s()), account(page.next())));
        return new Page(accounts, next);
    }

    private static String account(Map<String, AttributeValue> key) {
        return key.get(EbbTable.PARTITION).s().substring(Keys.account("").length());
    }

    private static String shardKey(int shard) {
        return SORT + " " + shard;
    }
}
