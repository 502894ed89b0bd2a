package dev.ebb.charging.dynamodb;

import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Value;
import java.time.Instant;

/** Where in an account's partition its settings, its agreement and the journal of their changes are. */
final class AccountItems {

    /** The number of changes, on the settings' item; absent for none. */
    static final String REVISION = "revision";

    static final String AGREEMENT = "AGREEMENT ";
    static final String CHANGE = "CHANGE ";

    private AccountItems() {}

    /** Metering's, where what is due for charging stands too. */
    static String partition(String account) {
        return ChargeItem.key(account).partition();
    }

    /** Shared with metering, whose attributes stay as they are. */
    static Key settings(String account) {
        return new Key(partition(account), "SETTINGS");
    }

    static Key term(String account, Instant from) {
        return new Key(partition(account), AGREEMENT + Value.millis(from));
    }

    static Key change(String account, Instant at, long revision) {
        return new Key(partition(account), CHANGE + Value.millis(at) + " " + Value.padded(revision, 10));
    }
}
