package dev.ebb.charging;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Currency;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an account is billed.
 *
 * @param timeZones from which month on its periods end at whose midnight; before the first entry, UTC's
 * @param currency of its invoices
 * @param billingContact who gets them; null if nobody said
 * @param revision rises with every change of settings or agreement; 0 if there was none
 */
public record AccountSettings(
        String account,
        NavigableMap<YearMonth, ZoneId> timeZones,
        Currency currency,
        @Nullable String billingContact,
        long revision) {

    private static final ZoneId UTC = ZoneId.of("UTC");

    /** Copies the time zones. */
    public AccountSettings {
        timeZones = Collections.unmodifiableNavigableMap(new TreeMap<>(timeZones));
    }

    /** Of an account that settled nothing. */
    public static AccountSettings standard(String account, Currency currency) {
        return new AccountSettings(account, new TreeMap<>(), currency, null, 0);
    }

    /** Whose midnight ends the period of that month. */
    public ZoneId timeZone(YearMonth month) {
        var entry = timeZones.floorEntry(month);
        return entry == null ? UTC : entry.getValue();
    }
}
