package dev.ebb.local;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoDrafts;
import dev.ebb.charging.dynamodb.DynamoInvoices;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which statement of a running Ebb a command concerns, and what it is computed from. */
final class StatementInput {

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
    private String account = "";

    @Option(names = "--period", paramLabel = "YYYY-MM", required = true, description = "The month")
    private String period = "";

    @Option(names = "--prices", paramLabel = "FILE", description = "A price book; default: the latest one in the table")
    private @Nullable Path prices;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Whose month, as in Europe/Paris; default: the account's")
    private @Nullable String timeZone;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "The present; default: now")
    private @Nullable String asOf;

    /**
     * What a statement is computed from.
     *
     * @param asOf the present of the statement
     * @param usage with lost replicas settled
     * @param standing the invoice's statement, or the draft's; null if it is to be computed
     * @param invoice its number; null of what is no invoice
     */
    record Source(
            String account,
            Period period,
            Tariff tariff,
            Instant asOf,
            MeteredUsage usage,
            @Nullable Statement standing,
            @Nullable Long invoice) {

        /** The statement that is meant: the one that stands, or else what is computed. */
        Statement statement(Statements.Computed computed, PrintStream err) {
            if (standing != null) {
                return standing;
            }
            for (Warning warning : computed.warnings()) {
                String about = warning.id() == null ? "" : warning.source() + " " + warning.id() + ": ";
                err.println("Warning: " + Inputs.escaped(about + warning.reason()));
            }
            return computed.statement();
        }
    }

    /**
     * Reads it. Without prices, time zone and instant of its own that is the month's invoice, or else its draft, if there
     * is one.
     *
     * @throws InputException if an option is wrong, or nothing was ever heard of the account
     */
    Source read(Connection.Access access, String where, Clock clock) {
        String id = Inputs.account(account);
        PriceBook book = prices == null ? null : Inputs.prices(prices);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant present = asOf == null ? now : Inputs.instant("--as-of", asOf);
        if (present.isAfter(now)) {
            throw new InputException("--as-of: must not be after now (" + now + "), is " + present);
        }
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        if (!usage.accounts().contains(id)) {
            throw new InputException("--account: nothing was ever heard of \"" + id + "\" in " + where);
        }
        DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
        AccountSettings settings = accounts.settings(id);
        Period utc = Inputs.period(period, timeZone == null ? "UTC" : timeZone);
        Period month = timeZone == null ? Period.of(utc.month(), settings.timeZone(utc.month())) : utc;
        Tariff tariff = book == null ? new Tariff(latest(access, settings), accounts.agreement(id)) : Tariff.of(book);
        if (asOf == null) {
            LostRule lost = new DynamoLostRules(access.client(), access.table()).of(id);
            new DynamoLedger(access.client(), access.table()).settle(id, present, lost, Deadline.NONE);
        }
        Source computed = new Source(id, month, tariff, present, usage, null, null);
        return book == null && asOf == null && timeZone == null ? standing(access, computed) : computed;
    }

    private static Source standing(Connection.Access access, Source computed) {
        DynamoInvoices invoices = new DynamoInvoices(access.client(), access.table());
        return invoices.list(computed.account()).stream()
                .filter(header -> header.month().equals(computed.period().month()))
                .findFirst()
                .map(header -> invoices.get(computed.account(), header.number()).orElseThrow())
                .map(invoice -> standing(computed, invoice.statement(), computed.asOf(), invoice.number()))
                .or(() -> new DynamoDrafts(access.client(), access.table())
                        .get(computed.account(), computed.period().month())
                        .map(draft -> standing(computed, draft.statement(), draft.asOf(), null)))
                .orElse(computed);
    }

    private static Source standing(Source computed, Statement statement, Instant asOf, @Nullable Long invoice) {
        return new Source(
                computed.account(), statement.period(), computed.tariff(), asOf, computed.usage(), statement, invoice);
    }

    private static PriceBook latest(Connection.Access access, AccountSettings settings) {
        return new DynamoPriceBooks(access.client(), access.table())
                .latest(settings.currency())
                .orElseThrow(() -> new InputException("--prices: must be given while the table has no price book in "
                        + settings.currency() + "; `ebb prices add` adds one"))
                .book();
    }
}
