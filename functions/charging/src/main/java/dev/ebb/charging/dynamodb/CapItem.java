package dev.ebb.charging.dynamodb;

import dev.ebb.charging.budgets.CappedAccounts.Capped;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An account in the list of those that have a hard cap: one item each in the partition {@code CAPS}, written with the
 * budget. One whose cap was taken away stays for two days without an amount, so that whoever enforced it sees that.
 */
final class CapItem {

    static final String PARTITION = "CAPS";

    private static final String CAP = "cap";
    private static final String SET_AT = "setAt";
    private static final Duration REMEMBERED = Duration.ofDays(2);

    private CapItem() {}

    static Key key(String account) {
        return new Key(PARTITION, account);
    }

    /** What somebody has just said: a cap, or none. */
    static Action.Put said(@Nullable BigDecimal cap, Instant now) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(SET_AT, Value.instant(now));
        if (cap == null) {
            item.put(EbbTable.EXPIRES_AT, Value.number(now.plus(REMEMBERED).getEpochSecond()));
        } else {
            item.put(CAP, Value.text(cap.toPlainString()));
        }
        return new Action.Put(item, null);
    }

    /** The cap that stands, for an item that may be missing. */
    static Action.Update standing(BigDecimal cap) {
        return new Action.Update(Map.of(), Map.of(CAP, Value.text(cap.toPlainString())), null);
    }

    static Capped read(Map<String, AttributeValue> item) {
        return new Capped(
                Key.of(item).sort(),
                item.containsKey(CAP),
                Value.instantIn(item, SET_AT).orElse(Instant.EPOCH));
    }
}
