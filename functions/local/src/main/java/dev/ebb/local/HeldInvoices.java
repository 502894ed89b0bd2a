package dev.ebb.local;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoInvoices;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.Checkpoint;
import dev.ebb.charging.invoicing.HeldReason;
import dev.ebb.charging.invoicing.OpenPeriods;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Periods of which no invoice can be made, because their statements are incomplete. */
final class HeldInvoices {

    private final Connection.Access access;
    private final Instant now;

    HeldInvoices(Connection.Access access, Instant now) {
        this.access = access;
        this.now = now;
    }

    /** A line for the first open period of an account, if it is over for longer than the shortest grace and incomplete. */
    Optional<String> of(String account) {
        DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
        AccountSettings settings = accounts.settings(account);
        Agreement agreement = accounts.agreement(account);
        Checkpoint checkpoint = new DynamoInvoices(access.client(), access.table())
                .standing(account)
                .checkpoint();
        Optional<Instant> begin = OpenPeriods.begin(
                new DynamoAccountHistory(access.client(), access.table()).firstUsage(account), agreement);
        Period period = OpenPeriods.of(checkpoint.last(), begin, settings, now).getFirst();
        if (period.to().plus(Billing.SHORTEST_GRACE).isAfter(now)) {
            return Optional.empty();
        }
        PriceBook book = new DynamoPriceBooks(access.client(), access.table())
                .latest(settings.currency())
                .map(PriceBooks.Version::book)
                .orElseGet(() -> new PriceBook(settings.currency(), List.of(), List.of()));
        Statements.Computed computed = new Statements(
                        new DynamoUsage(access.client(), access.table()), new Tariff(book, agreement))
                .of(account, period, now);
        return computed.statement().complete()
                ? Optional.empty()
                : Optional.of(HeldReason.of(computed.statement(), computed.warnings()) + "; it ended "
                        + Figures.duration(Duration.between(period.to(), now)) + " ago");
    }
}
