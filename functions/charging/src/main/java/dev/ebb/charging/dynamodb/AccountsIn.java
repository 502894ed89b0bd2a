package dev.ebb.charging.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.ListedAccounts;
import dev.ebb.metering.dynamodb.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The accounts that are billed in a currency, among those that have something to charge. */
final class AccountsIn {

    /** Two items of each are read together. */
    private static final int AT_ONCE = 50;

    private final Table table;
    private final Currency currency;

    AccountsIn(Table table, Currency currency) {
        this.table = table;
        this.currency = currency;
    }

    /** Marks them due: a page after the other, from the list of accounts. */
    void mark(Instant now) {
        List<String> some = new ArrayList<>();
        new ListedAccounts(table)
                .each(
                        account -> {
                            some.add(account);
                            if (some.size() == AT_ONCE) {
                                mark(some, now);
                                some.clear();
                            }
                        },
                        Deadline.NONE);
        mark(some, now);
    }

    /** An account without a mark never had anything to charge. */
    private void mark(List<String> accounts, Instant now) {
        List<Key> keys = new ArrayList<>();
        accounts.forEach(account -> keys.addAll(List.of(AccountItems.settings(account), ChargeItem.key(account))));
        Map<Key, Map<String, AttributeValue>> found = table.getAll(keys, Deadline.NONE);
        for (String account : accounts) {
            Currency its = DynamoAccounts.currency(found.getOrDefault(AccountItems.settings(account), Map.of()));
            if (its.equals(currency) && found.containsKey(ChargeItem.key(account))) {
                ChargeItem.mark(table, account, now, Deadline.NONE);
            }
        }
    }
}
