package dev.ebb.charging.dynamodb;

import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;

/**
 * An account's item {@code BILLING}: how far its periods are closed and finalised. Whatever changes what an account is
 * billed is checked against it in the transaction that makes the change.
 */
final class BillingItem {

    /** Nothing before this may change any more, in milliseconds since the epoch; absent if everything may. */
    static final String CLOSED_UNTIL = "closedUntil";

    /** How many invoices have been finalised; absent for none. */
    static final String INVOICES = "invoices";

    /** The month of the last finalised period, as in {@code 2026-11}. */
    static final String LAST_MONTH = "lastMonth";

    /** The end of the last finalised period, in milliseconds since the epoch. */
    static final String LAST_TO = "lastTo";

    /** The time zone of the last finalised period. */
    static final String LAST_ZONE = "lastZone";

    private BillingItem() {}

    /** Where it is. */
    static Key key(String account) {
        return new Key(AccountItems.partition(account), "BILLING");
    }

    /** That month's period is neither finalised nor being finalised: its end, {@code end} or later, is not closed. */
    static Action.Condition notEnded(YearMonth month, Instant end) {
        return new Action.Condition(
                "(attribute_not_exists(#w) OR #w < :w) AND (attribute_not_exists(#m) OR #m < :m)",
                Map.of("#w", CLOSED_UNTIL, "#m", LAST_MONTH),
                Map.of(":w", Value.instant(end), ":m", Value.text(month.toString())));
    }
}
