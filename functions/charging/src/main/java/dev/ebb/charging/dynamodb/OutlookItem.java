package dev.ebb.charging.dynamodb;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.CapOutlooks;
import dev.ebb.charging.budgets.HardCap;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The outlook on an account's hard cap, {@code OUTLOOK} in its partition. Amounts are rounded up: they bound. */
final class OutlookItem {

    private static final String AS_OF = "asOf";
    private static final String CURRENCY = "currency";
    private static final String CAP = "cap";
    private static final String ACCRUED = "accrued";
    private static final String BURN = "burn";
    private static final String CEILING = "ceiling";
    private static final String REACHED = "reachedAt";
    private static final String CEILING_REACHED = "ceilingReachedAt";
    private static final String ACTS = "actsAt";
    private static final String UNPRICED = "unpriced";
    private static final String VICTIMS = "victims";

    private OutlookItem() {}

    static Key key(String account) {
        return new Key(AccountItems.partition(account), "OUTLOOK");
    }

    /** Unless there is a later one. */
    static Action.Put put(CapOutlook outlook) {
        HardCap.Outlook ahead = outlook.ahead();
        Map<String, AttributeValue> item = new HashMap<>();
        AttributeValue asOf = Value.instant(outlook.asOf());
        item.put(AS_OF, asOf);
        item.put(CURRENCY, Value.text(outlook.currency().getCurrencyCode()));
        item.put(CAP, Value.text(outlook.cap().toPlainString()));
        item.put(ACCRUED, amount(ahead.accrued(), outlook));
        item.put(BURN, amount(ahead.burn(), outlook));
        item.put(CEILING, amount(ahead.ceiling(), outlook));
        ahead.reachedAt().ifPresent(at -> item.put(REACHED, Value.instant(at)));
        ahead.ceilingReachedAt().ifPresent(at -> item.put(CEILING_REACHED, Value.instant(at)));
        ahead.actsAt().ifPresent(at -> item.put(ACTS, Value.instant(at)));
        if (outlook.unpriced()) {
            item.put(UNPRICED, Value.flag());
        }
        List<String> victims = ahead.victims().stream()
                .limit(CapOutlooks.MAX_VICTIMS)
                .map(victim -> victim.deployment().name())
                .toList();
        if (!victims.isEmpty()) {
            item.put(VICTIMS, Value.texts(victims));
        }
        return new Action.Put(
                item,
                new Action.Condition("attribute_not_exists(#a) OR #a <= :a", Map.of("#a", AS_OF), Map.of(":a", asOf)));
    }

    private static AttributeValue amount(Fraction amount, CapOutlook outlook) {
        return Value.text(amount.rounded(outlook.currency().getDefaultFractionDigits(), RoundingMode.CEILING)
                .toPlainString());
    }

    static CapOutlooks.Kept read(Map<String, AttributeValue> item) {
        return new CapOutlooks.Kept(
                Value.instantIn(item, AS_OF).orElseThrow(),
                text(item, CURRENCY),
                text(item, CAP),
                text(item, ACCRUED),
                text(item, BURN),
                text(item, CEILING),
                at(item, REACHED),
                at(item, CEILING_REACHED),
                at(item, ACTS),
                item.containsKey(UNPRICED),
                Value.textsIn(item, VICTIMS));
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Value.textIn(item, name).orElseThrow();
    }

    private static Optional<Instant> at(Map<String, AttributeValue> item, String name) {
        return Value.instantIn(item, name);
    }
}
