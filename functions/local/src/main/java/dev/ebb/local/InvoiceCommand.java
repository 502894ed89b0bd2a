package dev.ebb.local;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.dynamodb.DynamoBilling;
import dev.ebb.charging.dynamodb.DynamoInvoices;
import dev.ebb.charging.invoicing.DamagedInvoiceException;
import dev.ebb.charging.invoicing.Invoices;
import dev.ebb.metering.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code invoice}: an account's invoices, and the one that needs a person's word. */
@Command(
        name = "invoice",
        description = "Lists and shows invoices, and finalises a period that is held.",
        mixinStandardHelpOptions = true)
final class InvoiceCommand {

    private InvoiceCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new InvoiceCommand())
                .addSubcommand(new ListAll(surroundings))
                .addSubcommand(new Show(surroundings))
                .addSubcommand(new Finalise(surroundings));
    }

    /** {@code invoice list}. */
    @Command(name = "list", description = "Lists an account's invoices.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
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
                TextTable invoices =
                        new TextTable(">number", "period", ">total", ">due", "currency", "finalised", "sha-256");
                for (Invoices.Header header : new DynamoInvoices(access.client(), access.table()).list(who)) {
                    invoices.row(
                            Long.toString(header.number()),
                            header.month().toString(),
                            header.total().toPlainString(),
                            header.due().toPlainString(),
                            header.currency().getCurrencyCode(),
                            header.finalisedAt().toString(),
                            header.digest());
                }
                invoices.lines().forEach(surroundings.out()::println);
                new HeldInvoices(access, surroundings.now())
                        .of(who)
                        .ifPresent(why -> surroundings.err().println("Held: " + Printable.of(why)));
            }
            return 0;
        }
    }

    /** {@code invoice show}. */
    @Command(
            name = "show",
            description = "Prints an invoice byte for byte as it was finalised; its SHA-256 is the one listed.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
        private String account = "";

        @Option(names = "--number", paramLabel = "N", description = "Which; default: the last")
        private @Nullable Long number;

        @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
        private @Nullable Path out;

        @Mixin
        private Connection connection = new Connection();

        Show(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String who = Inputs.id("--account", account);
            try (Connection.Access access = connection.open()) {
                Invoices invoices = new DynamoInvoices(access.client(), access.table());
                List<Invoices.Header> all = invoices.list(who);
                long wanted = number != null ? number : all.size();
                InputFiles.write(json(invoices, wanted, all.size()), out, surroundings.out());
            }
            return 0;
        }

        private byte[] json(Invoices invoices, long wanted, int last) {
            try {
                return invoices.json(account, wanted)
                        .orElseThrow(() -> new InputException(
                                "--number: must be from 1 to " + last + " for \"" + account + "\", is " + wanted));
            } catch (DamagedInvoiceException damaged) {
                throw new InputException(String.valueOf(damaged.getMessage()), damaged);
            }
        }
    }

    /** {@code invoice finalise}. */
    @Command(
            name = "finalise",
            description = "Makes the invoice of a period that is held because its statement is incomplete.",
            mixinStandardHelpOptions = true)
    static final class Finalise implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
        private String account = "";

        @Option(names = "--period", paramLabel = "YYYY-MM", required = true, description = "The month")
        private String period = "";

        @Option(
                names = "--accept-incomplete",
                required = true,
                description = "What is missing is not billed, or is adjusted later")
        private boolean acceptIncomplete;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; the invoice keeps it")
        private String reason = "";

        @Option(
                names = "--grace",
                paramLabel = "DURATION",
                defaultValue = "PT72H",
                description = "How long after a period its invoice is made; default: ${DEFAULT-VALUE}")
        private String grace = "PT72H";

        @Mixin
        private Connection connection = new Connection();

        Finalise(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            YearMonth month = Inputs.period(period, "UTC").month();
            Duration wait = Inputs.grace(grace);
            if (!acceptIncomplete) {
                throw new InputException("--accept-incomplete: must be given: complete periods need nobody's word");
            }
            if (reason.isBlank() || reason.length() > 500) {
                throw new InputException("--reason: must be of 1 to 500 characters, is of " + reason.length());
            }
            Instant now = surroundings.now();
            String who = Inputs.id("--account", account);
            try (Connection.Access access = connection.open()) {
                Charged charged = DynamoBilling.of(access.client(), access.table(), wait)
                        .acceptIncomplete(who, month, reason, now, Deadline.NONE);
                Invoices invoices = new DynamoInvoices(access.client(), access.table());
                if (invoices.list(who).stream()
                        .noneMatch(header -> header.month().equals(month)
                                && charged.finalised().contains(header.number()))) {
                    throw new InputException("--period: must be one that is held, is " + period
                            + (charged.held().isEmpty()
                                    ? ", and nothing of \"" + account + "\" is held"
                                    : "; held is: " + Printable.of(String.join("; ", charged.held()))));
                }
                charged.finalised().forEach(number -> surroundings.out().println("Invoice " + number + " is made"));
            }
            return 0;
        }
    }
}
