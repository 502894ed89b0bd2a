package dev.ebb.local;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBooks;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoBilling;
import dev.ebb.charging.dynamodb.DynamoDrafts;
import dev.ebb.charging.dynamodb.DynamoPriceBooks;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charge}: charges an account as ComputeCharges does; or prints what some prices would come to. */
@Command(
        name = "charge",
        description = {
            "Charges an account of a running Ebb: stores its drafts, makes the invoices that are due, prints the draft.",
            "With --prices or --as-of nothing is stored: the statement is printed as it would be."
        },
        mixinStandardHelpOptions = true)
final class ChargeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
    private String account = "";

    @Option(names = "--period", paramLabel = "YYYY-MM", description = "The month; default: the present one")
    private @Nullable String period;

    @Option(names = "--prices", paramLabel = "FILE", description = "A price book, instead of the table's")
    private @Nullable Path prices;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Whose month is printed, as in Europe/Paris; default: the account's")
    private @Nullable String timeZone;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "An instant that has passed; default: now")
    private @Nullable String asOf;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            defaultValue = "PT72H",
            description = "How long after a period its invoice is made; default: ${DEFAULT-VALUE}")
    private String grace = "PT72H";

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    @Mixin
    private Connection connection = new Connection();

    ChargeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Instant now = surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Instant present = asOf == null ? now : Inputs.instant("--as-of", asOf);
        if (present.isAfter(now)) {
            throw new InputException("--as-of: must not be after now (" + now + "), is " + present);
        }
        PriceBook book = prices == null ? null : Inputs.prices(prices);
        Duration wait = Inputs.grace(grace);
        try (Connection.Access access = connection.open()) {
            DynamoUsage usage = new DynamoUsage(access.client(), access.table());
            if (!usage.accounts().contains(account)) {
                throw new InputException(
                        "--account: nothing was ever heard of \"" + account + "\" in " + connection.where());
            }
            Statement statement =
                    book == null && asOf == null ? charge(access, wait, now) : wouldBe(access, usage, book, present);
            Inputs.write(StatementJson.write(statement), out, surroundings.out());
        }
        return 0;
    }

    private Statement charge(Connection.Access access, Duration wait, Instant now) {
        if (timeZone != null) {
            throw new InputException("--time-zone: is the account's own unless --prices is given, is " + timeZone);
        }
        Charged charged =
                DynamoBilling.of(access.client(), access.table(), wait).charge(account, now, Deadline.NONE);
        charged.warnings().forEach(this::warn);
        charged.held().forEach(reason -> surroundings.err().println("Held: " + Inputs.escaped(reason)));
        charged.finalised().forEach(number -> surroundings.err().println("Invoice " + number + " is made"));
        if (period == null) {
            return charged.draft();
        }
        YearMonth month = Inputs.period(period, "UTC").month();
        return new DynamoDrafts(access.client(), access.table())
                .get(account, month)
                .map(Draft::statement)
                .orElseThrow(
                        () -> new InputException("--period: must be a month that is charged, is \"" + period + "\""));
    }

    /** Nothing is written, but for what silence ends now: an instant that has passed says nothing of who is lost. */
    private Statement wouldBe(Connection.Access access, DynamoUsage usage, @Nullable PriceBook given, Instant present) {
        if (period == null) {
            throw new InputException("--period: must be given with --prices or --as-of");
        }
        DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
        AccountSettings settings = accounts.settings(account);
        Period utc = Inputs.period(period, timeZone == null ? "UTC" : timeZone);
        Period month = timeZone == null ? Period.of(utc.month(), settings.timeZone(utc.month())) : utc;
        if (asOf == null) {
            LostRule lost = new DynamoLostRules(access.client(), access.table()).of(account);
            new DynamoLedger(access.client(), access.table()).settle(account, present, lost, Deadline.NONE);
        }
        Tariff tariff = given != null
                ? Tariff.of(given)
                : new Tariff(
                        new DynamoPriceBooks(access.client(), access.table())
                                .latest(settings.currency())
                                .map(PriceBooks.Version::book)
                                .orElseThrow(() -> new InputException("--prices: there is no price book in "
                                        + settings.currency() + " in " + connection.where())),
                        accounts.agreement(account));
        Statements.Computed computed = new Statements(usage, tariff).of(account, month, present);
        computed.warnings().forEach(this::warn);
        return computed.statement();
    }

    private void warn(Warning warning) {
        String about = warning.id() == null ? "" : warning.source() + " " + warning.id() + ": ";
        surroundings.err().println("Warning: " + Inputs.escaped(about + warning.reason()));
    }
}
