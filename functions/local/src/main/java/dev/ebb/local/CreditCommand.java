package dev.ebb.local;

import dev.ebb.charging.AccountSettings;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoCredits;
import dev.ebb.charging.invoicing.Grant;
import dev.ebb.metering.dynamodb.DynamoAccountHistory;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code credit}: what accounts were given, and what is left of it. */
@Command(name = "credit", description = "Gives and lists credits.", mixinStandardHelpOptions = true)
final class CreditCommand {

    private CreditCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new CreditCommand())
                .addSubcommand(new Give(surroundings))
                .addSubcommand(new ListAll(surroundings));
    }

    /** {@code credit grant}. */
    @Command(
            name = "grant",
            description = "Gives an account a credit, in its currency; invoices burn it.",
            mixinStandardHelpOptions = true)
    static final class Give implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who gets it")
        private String account = "";

        @Option(
                names = "--id",
                paramLabel = "ID",
                required = true,
                description = "Its name; giving the same again changes nothing")
        private String id = "";

        @Option(names = "--amount", paramLabel = "AMOUNT", required = true, description = "How much, such as 100.00")
        private String amount = "";

        @Option(
                names = "--priority",
                paramLabel = "N",
                defaultValue = "500",
                description = "From 0, burned first, to 1000; default: ${DEFAULT-VALUE}")
        private int priority = 500;

        @Option(names = "--expires", paramLabel = "INSTANT", description = "When it is worth nothing; default: never")
        private @Nullable String expires;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept")
        private String reason = "";

        @Mixin
        private Connection connection = new Connection();

        Give(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            BigDecimal value = Inputs.amount("--amount", amount);
            Instant until = expires == null ? null : Inputs.instant("--expires", expires);
            Instant now = surroundings.now();
            String who = Inputs.id("--account", account);
            try (Connection.Access access = connection.open()) {
                AccountSettings settings = new DynamoAccounts(access.client(), access.table()).settings(who);
                Currency currency = settings.currency();
                DynamoCredits credits = new DynamoCredits(access.client(), access.table());
                Inputs.checked(() -> {
                    credits.give(who, Grant.of(id, currency, value, priority, now, until, reason));
                    return 0;
                });
                surroundings.out().println(who + ": " + id + " " + value.toPlainString() + " " + currency);
                if (isUnheardOf(access, settings)) {
                    surroundings
                            .err()
                            .println("Warning: Ebb has no usage and no settings of account " + who
                                    + "; the credit waits for its first invoice");
                }
            }
            return 0;
        }
    }

    private static boolean isUnheardOf(Connection.Access access, AccountSettings settings) {
        return settings.revision() == 0
                && new DynamoUsage(access.client(), access.table())
                        .deployments(settings.account())
                        .isEmpty()
                && new DynamoAccountHistory(access.client(), access.table())
                        .firstUsage(settings.account())
                        .isEmpty();
    }

    /** {@code credit list}. */
    @Command(
            name = "list",
            description = "Lists an account's credits in the order in which they are burned.",
            mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
        private String account = "";

        @Mixin
        private Connection connection = new Connection();

        ListAll(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String who = Inputs.id("--account", account);
            try (Connection.Access access = connection.open()) {
                TextTable credits = new TextTable(
                        "id", ">amount", ">remaining", "currency", ">priority", "given", "expires", "reason");
                for (Grant grant : new DynamoCredits(access.client(), access.table()).grants(who)) {
                    credits.row(
                            grant.id(),
                            grant.amount().toPlainString(),
                            grant.remaining().toPlainString(),
                            grant.currency().getCurrencyCode(),
                            Integer.toString(grant.priority()),
                            grant.createdAt().toString(),
                            grant.expiresAt() == null
                                    ? "never"
                                    : grant.expiresAt().toString(),
                            Printable.of(grant.reason()));
                }
                credits.lines().forEach(surroundings.out()::println);
            }
            return 0;
        }
    }
}
