package dev.ebb.metering.dynamodb;

import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An account's {@link ChargeMark} as an item, which is in the index of what is due while the account is. */
public final class ChargeItem {

    private static final String SORT = "CHARGE";
    private static final String MARKED = "marked";

    private ChargeItem() {}

    /** Where it stands. */
    public static Key key(String account) {
        return new Key(Keys.account(account), SORT);
    }

    static int shard(String account) {
        return Math.floorMod(account.hashCode(), Keys.SHARDS);
    }

    /** The mark of an account. */
    public static ChargeMark read(Table table, String account, Deadline deadline) {
        Map<String, AttributeValue> item = table.get(key(account), deadline).orElse(Map.of());
        return new ChargeMark(Value.textIn(item, EbbTable.DUE_AT).map(Instant::parse), Value.instantIn(item, MARKED));
    }

    /**
     * Marks an account for whatever is written next. The first run that sees all of it takes the account up.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if others mark it all the time
     */
    public static void mark(Table table, String account, Instant now, Deadline deadline) {
        ChargeMarks.markFor(table, account, ChargeMark.hourFor(now), deadline);
    }

    /** Lists an account that there may be no event of, so that it is found as others are. */
    public static void list(Table table, String account, Deadline deadline) {
        table.putIfAbsent(Keys.registry(account).attributes(), deadline);
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

    static String shardKey(int shard) {
        return SORT + " " + shard;
    }
}
