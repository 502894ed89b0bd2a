package dev.ebb.local;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Agreement;
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
import dev.ebb.charging.invoicing.Checkpoint;
import dev.ebb.charging.invoicing.OpenPeriods;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which statement of a running Ebb a command concerns, and what it is computed from. */
final class StatementInput {

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
    private String account = "";

    @Option(names = "--period", paramLabel = "YYYY-MM", description = "The month")
    private @Nullable String period;

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
     * @param settleNow ends lost replicas as of the present again, where {@code asOf} is another
     */
    record Source(
            String account,
            Period period,
            Tariff tariff,
            Instant asOf,
            MeteredUsage usage,
            @Nullable Statement standing,
            @Nullable Long invoice,
            Runnable settleNow)
            implements AutoCloseable {

        /** Leaves the table as the present has it. */
        @Override
        public void close() {
            settleNow.run();
        }

        /** The statement that is meant: the one that stands, or else what is computed. */
        Statement statement(Statements.Computed computed, PrintStream err) {
            if (standing != null) {
                return standing;
            }
            warn(computed.warnings(), err);
            return computed.statement();
        }
    }

    /** Whether what is asked for is not what the account owes at present by the table's own prices. */
    boolean isHypothetical() {
        return prices != null || asOf != null || timeZone != null;
    }

    /** The month, if one is named. */
    Optional<YearMonth> month() {
        return Optional.ofNullable(period)
                .map(text -> Inputs.period(text, "UTC").month());
    }

    /** @throws InputException if nothing was ever heard of it */
    String account(Connection.Access access, String where) {
        String id = Inputs.id("--account", account);
        if (!new DynamoUsage(access.client(), access.table()).accounts().contains(id)) {
            throw new InputException("--account: nothing was ever heard of \"" + id + "\" in " + where);
        }
        return id;
    }

    /**
     * Reads it. Without prices, time zone and instant of its own that is the month's invoice, or else its draft, if there
     * is one. Lost replicas are settled as of its instant, so that one instant has one answer, whatever was charged
     * before.
     *
     * @throws InputException if an option is wrong, or nothing was ever heard of the account
     */
    Source read(Connection.Access access, String where, Clock clock) {
        YearMonth wanted = month().orElseThrow(() -> new InputException("--period: must be given, as in 2026-11"));
        PriceBook book = prices == null ? null : InputFiles.prices(prices);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant present = asOf == null ? now : Inputs.instant("--as-of", asOf);
        if (present.isAfter(now)) {
            throw new InputException("--as-of: must not be after now (" + now + "), is " + present);
        }
        String id = account(access, where);
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
        AccountSettings settings = accounts.settings(id);
        Agreement agreement = accounts.agreement(id);
        Period month = timeZone == null
                ? period(access, settings, agreement, wanted, now)
                : Inputs.period(wanted.toString(), timeZone);
        Tariff tariff = new Tariff(book == null ? latest(access, settings) : book, agreement);
        LostRule lost = new DynamoLostRules(access.client(), access.table()).of(id);
        DynamoLedger ledger = new DynamoLedger(access.client(), access.table());
        ledger.settle(id, present, lost, Deadline.NONE);
        Runnable settleNow = asOf == null ? () -> {} : () -> ledger.settle(id, now, lost, Deadline.NONE);
        Source computed = new Source(id, month, tariff, present, usage, null, null, settleNow);
        return isHypothetical() ? computed : standing(access, computed);
    }

    /** The account's own: where it has moved to another zone, months are longer or shorter than calendars say. */
    private static Period period(
            Connection.Access access, AccountSettings settings, Agreement agreement, YearMonth wanted, Instant now) {
        String account = settings.account();
        Checkpoint checkpoint = new DynamoInvoices(access.client(), access.table())
                .standing(account)
                .checkpoint();
        Optional<Instant> begin = OpenPeriods.begin(
                new DynamoAccountHistory(access.client(), access.table()).firstUsage(account), agreement);
        List<Period> known = Stream.concat(
                        checkpoint.periods().stream().map(Checkpoint.Finalised::period),
                        OpenPeriods.of(checkpoint.last(), begin, settings, now).stream())
                .toList();
        if (wanted.isBefore(known.getFirst().month())) {
            return OpenPeriods.backTo(wanted, known.getFirst(), settings);
        }
        return known.stream()
                .filter(period -> period.month().equals(wanted))
                .findFirst()
                .orElseGet(() -> Inputs.period(
                        wanted.toString(), settings.timeZone(wanted).getId()));
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
                computed.account(),
                statement.period(),
                computed.tariff(),
                asOf,
                computed.usage(),
                statement,
                invoice,
                computed.settleNow());
    }

    /** @throws InputException if there is none in the account's currency */
    static PriceBook latest(Connection.Access access, AccountSettings settings) {
        return new DynamoPriceBooks(access.client(), access.table())
                .latest(settings.currency())
                .orElseThrow(() -> new InputException("--prices: must be given while the table has no price book in "
                        + settings.currency() + "; `ebb prices add` adds one"))
                .book();
    }

    /**
     * Computes the statement, and says what somebody should know before relying on it.
     *
     * @throws InputException as {@link #read} does
     */
    Statements.Computed compute(Connection connection, Surroundings surroundings) {
        try (Connection.Access access = connection.open();
                Source source = read(access, connection.where(), surroundings.clock())) {
            Statements.Computed computed = new Statements(source.usage(), source.tariff())
                    .of(source.account(), source.period(), source.asOf());
            warn(computed.warnings(), surroundings.err());
            return computed;
        }
    }

    /** Says what somebody should know before relying on the statement. */
    static void warn(List<Warning> warnings, PrintStream err) {
        for (Warning warning : warnings) {
            err.println("Warning: " + Printable.of(warning.words()));
        }
    }
}
