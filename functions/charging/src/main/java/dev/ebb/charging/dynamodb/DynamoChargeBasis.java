package dev.ebb.charging.dynamodb;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.budgets.ChargeBasis;
import dev.ebb.charging.invoicing.OpenPeriods;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What stands in the table of prices, agreements, periods and drafts. */
public final class DynamoChargeBasis implements ChargeBasis {

    private final Table table;

    /** In this table. */
    public DynamoChargeBasis(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public Basis of(String account, Instant now, Deadline deadline) {
        Table timed = table.within(deadline);
        DynamoAccounts accounts = new DynamoAccounts(timed);
        AccountSettings settings = accounts.settings(account);
        Agreement agreement = accounts.agreement(account);
        PriceBook book = new DynamoPriceBooks(timed)
                .latest(settings.currency())
                .map(PriceBooks.Version::book)
                .orElseGet(() -> new PriceBook(settings.currency(), List.of(), List.of()));
        Period period = period(timed, settings, agreement, now);
        return new Basis(
                period,
                new Tariff(book, agreement),
                new DynamoLastDraft(timed).of(account, period, settings.currency()));
    }

    /** The period of an account that an instant is in. */
    public Period period(AccountSettings settings, Agreement agreement, Instant now) {
        return period(table, settings, agreement, now);
    }

    private static Period period(Table table, AccountSettings settings, Agreement agreement, Instant now) {
        Optional<Instant> begin =
                OpenPeriods.begin(new DynamoAccountHistory(table).firstUsage(settings.account()), agreement);
        Optional<Period> last = new DynamoInvoices(table)
                .standing(settings.account())
                .checkpoint()
                .last();
        return OpenPeriods.current(last, begin, settings, now);
    }
}
