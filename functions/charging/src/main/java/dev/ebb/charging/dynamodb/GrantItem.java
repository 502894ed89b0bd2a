package dev.ebb.charging.dynamodb;

import dev.ebb.charging.invoicing.Grant;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A grant's item, and the item that counts an account's. */
final class GrantItem {

    static final String REMAINING = "remaining";

    /** On the counting item: how often grants have changed. */
    static final String REVISION = "revision";

    /** On the counting item: how many have a remainder. */
    static final String OPEN = "open";

    private static final String CURRENCY = "currency";
    private static final String AMOUNT = "amount";
    private static final String PRIORITY = "priority";
    private static final String CREATED_AT = "createdAt";
    private static final String EXPIRES = "expires";
    private static final String REASON = "reason";

    private GrantItem() {}

    /** The expiry has a name of its own: what DynamoDB forgets by itself is {@link EbbTable#EXPIRES_AT}. */
    static Map<String, AttributeValue> of(Grant grant) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(CURRENCY, Value.text(grant.currency().getCurrencyCode()));
        item.put(AMOUNT, decimal(grant.amount()));
        item.put(REMAINING, decimal(grant.remaining()));
        item.put(PRIORITY, Value.number(grant.priority()));
        item.put(CREATED_AT, Value.instant(grant.createdAt()));
        if (grant.expiresAt() != null) {
            item.put(EXPIRES, Value.instant(grant.expiresAt()));
        }
        item.put(REASON, Value.text(grant.reason()));
        return item;
    }

    static Grant grant(Map<String, AttributeValue> item) {
        return new Grant(
                item.get(EbbTable.SORT).s().substring(InvoiceItems.GRANT.length()),
                Currency.getInstance(item.get(CURRENCY).s()),
                new BigDecimal(item.get(AMOUNT).n()),
                new BigDecimal(item.get(REMAINING).n()),
                (int) Value.numberOr(item, PRIORITY, 0),
                Value.instantIn(item, CREATED_AT).orElseThrow(),
                Value.instantIn(item, EXPIRES).orElse(null),
                item.get(REASON).s());
    }

    static AttributeValue decimal(BigDecimal amount) {
        return AttributeValue.fromN(amount.toPlainString());
    }
}
