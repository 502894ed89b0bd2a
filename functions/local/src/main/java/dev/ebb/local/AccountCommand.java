package dev.ebb.local;

import dev.ebb.charging.AccountChange;
import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code account}: how an account is billed. */
@Command(name = "account", description = "Shows or sets how an account is billed.", mixinStandardHelpOptions = true)
final class AccountCommand {

    private AccountCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new AccountCommand())
                .addSubcommand(new Show(surroundings))
                .addSubcommand(new Set(surroundings));
    }

    /** Whether the account has sent an event or settled something. */
    static boolean isKnown(String account, Connection.Access access, DynamoAccounts accounts) {
        return accounts.settings(account).revision() > 0
                || new DynamoUsage(access.client(), access.table()).accounts().contains(account);
    }

    /** @throws InputException if nothing was ever heard of it */
    static void requireKnown(String account, Connection connection, Connection.Access access, DynamoAccounts accounts) {
        if (!isKnown(account, access, accounts)) {
            throw new InputException(
                    "--account: nothing was ever heard of \"" + account + "\" in " + connection.where());
        }
    }

    /** It may be misspelled, or simply not have begun. */
    static void warnIfUnknown(
            String account, Surroundings surroundings, Connection.Access access, DynamoAccounts accounts) {
        if (!isKnown(account, access, accounts)) {
            surroundings.err().println("Warning: nothing was ever heard of \"" + account + "\" so far");
        }
    }

    /** {@code account show}. */
    @Command(name = "show", description = "Shows an account's settings.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Which")
        private String account = "";

        @Mixin
        private Connection connection = new Connection();

        Show(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String id = Inputs.id("--account", account);
            try (Connection.Access access = connection.open()) {
                DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
                requireKnown(id, connection, access, accounts);
                print(surroundings, accounts.settings(id), accounts.changes(id));
            }
            return 0;
        }
    }

    private static void print(Surroundings surroundings, AccountSettings settings, List<AccountChange> changes) {
        String contact = settings.billingContact();
        surroundings.out().println("account    " + settings.account());
        surroundings.out().println("currency   " + settings.currency());
        surroundings.out().println("contact    " + (contact == null ? "-" : Printable.of(contact)));
        surroundings.out().println("time zone  UTC");
        settings.timeZones()
                .forEach((from, zone) -> surroundings.out().println("           " + zone + " from " + from));
        surroundings.out().println("revision   " + settings.revision());
        if (changes.isEmpty()) {
            return;
        }
        surroundings.out().println();
        TextTable journal = new TextTable(">revision", "at", "what", "reason");
        changes.forEach(change -> journal.row(
                Long.toString(change.revision()),
                change.at().toString(),
                Printable.of(change.what()),
                change.reason() == null ? "" : Printable.of(change.reason())));
        journal.lines().forEach(surroundings.out()::println);
    }

    /** {@code account set}. */
    @Command(name = "set", description = "Sets what is named.", mixinStandardHelpOptions = true)
    static final class Set implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Which")
        private String account = "";

        @ArgGroup(exclusive = false, multiplicity = "1")
        private Settings settings = new Settings();

        @Mixin
        private Connection connection = new Connection();

        /** At least one of them. */
        static final class Settings {
            @ArgGroup(exclusive = false)
            private @Nullable Zone zone;

            @Option(names = "--currency", paramLabel = "CODE", description = "Of invoices; before the first one only")
            private @Nullable String currency;

            @Option(names = "--contact", paramLabel = "ADDRESS", description = "Who gets invoices: e-mail or URL")
            private @Nullable String contact;
        }

        /** A time zone, and since when. */
        static final class Zone {
            @Option(
                    names = "--time-zone",
                    paramLabel = "ZONE",
                    required = true,
                    description = "At whose midnight periods end, as in Europe/Paris")
            private String timeZone = "";

            @Option(names = "--from", paramLabel = "YYYY-MM", description = "From that month on; default: this month")
            private @Nullable String from;
        }

        Set(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String id = Inputs.id("--account", account);
            Instant now = surroundings.now();
            Zone zone = settings.zone;
            ZoneId timeZone = zone == null ? null : zone(zone.timeZone);
            YearMonth from = zone == null || timeZone == null ? null : month(zone.from, now, timeZone);
            Currency currency = settings.currency == null ? null : Inputs.currency("--currency", settings.currency);
            String contact = settings.contact;
            try (Connection.Access access = connection.open()) {
                DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
                warnIfUnknown(id, surroundings, access, accounts);
                Inputs.checked(() -> {
                    if (timeZone != null && from != null) {
                        accounts.setTimeZone(id, from, timeZone, now);
                    }
                    if (currency != null) {
                        warnOfRates(accounts, id, currency);
                        accounts.setCurrency(id, currency, now);
                    }
                    if (contact != null) {
                        accounts.setBillingContact(id, contact, now);
                    }
                    return id;
                });
                print(surroundings, accounts.settings(id), List.of());
            }
            return 0;
        }

        /** Rates in an agreement have no currency of their own. */
        private void warnOfRates(DynamoAccounts accounts, String id, Currency currency) {
            boolean rates = accounts.agreement(id).terms().stream()
                    .anyMatch(term -> !term.gpus().isEmpty()
                            || !term.models().isEmpty()
                            || !term.commitments().isEmpty());
            if (rates && !accounts.settings(id).currency().equals(currency)) {
                surroundings.err().println("Warning: the rates in this account's agreement now mean " + currency);
            }
        }

        private static ZoneId zone(String name) {
            if (!ZoneId.getAvailableZoneIds().contains(name)) {
                throw new InputException("--time-zone: must be a region of the time zone database such as Europe/Paris"
                        + " or UTC, is \"" + Printable.of(name) + "\"");
            }
            return ZoneId.of(name);
        }

        private static YearMonth month(@Nullable String text, Instant now, ZoneId timeZone) {
            try {
                return text == null ? YearMonth.from(now.atZone(timeZone)) : YearMonth.parse(text);
            } catch (DateTimeException wrong) {
                throw new InputException(
                        "--from: must be a month such as 2026-11, is \"" + Printable.of(String.valueOf(text)) + "\"",
                        wrong);
            }
        }
    }
}
