package dev.ebb.local;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.charging.dynamodb.DynamoAccounts;
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
import java.util.List;
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
     * @param usage with lost replicas settled as of {@code asOf}
     */
    record Source(String account, Period period, Tariff tariff, Instant asOf, MeteredUsage usage) {}

    /** @throws InputException if an option is wrong, or nothing was ever heard of the account */
    Source read(Connection.Access access, String where, Clock clock) {
        String id = Inputs.account(account);
        PriceBook book = prices == null ? null : Inputs.prices(prices);
        Instant present =
                asOf == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : Inputs.instant("--as-of", asOf);
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        if (!usage.accounts().contains(id)) {
            throw new InputException("--account: nothing was ever heard of \"" + id + "\" in " + where);
        }
        DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
        AccountSettings settings = accounts.settings(id);
        Period month = Inputs.period(period, timeZone == null ? "UTC" : timeZone);
        if (timeZone == null) {
            month = Inputs.period(period, settings.timeZone(month.month()).getId());
        }
        Tariff tariff = new Tariff(book == null ? latest(access, settings) : book, accounts.agreement(id));
        LostRule lost = new DynamoLostRules(access.client(), access.table()).of(id);
        new DynamoLedger(access.client(), access.table()).settle(id, present, lost, Deadline.NONE);
        return new Source(id, month, tariff, present, usage);
    }

    private static PriceBook latest(Connection.Access access, AccountSettings settings) {
        return new DynamoPriceBooks(access.client(), access.table())
                .latest(settings.currency())
                .orElseThrow(() -> new InputException("--prices: must be given while the table has no price book in "
                        + settings.currency() + "; `ebb prices add` adds one"))
                .book();
    }

    /** Says what somebody should know before relying on the statement. */
    static void warn(List<Warning> warnings, PrintStream err) {
        for (Warning warning : warnings) {
            String about = warning.id() == null ? "" : warning.source() + " " + warning.id() + ": ";
            err.println("Warning: " + Inputs.escaped(about + warning.reason()));
        }
    }
}
