package dev.ebb.local;

import dev.ebb.charging.Agreement;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.json.AgreementJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agreement}: an account's own prices, percentages and commitments. */
@Command(
        name = "agreement",
        description = "Adds a term to an account's agreement, or shows the agreement.",
        mixinStandardHelpOptions = true)
final class AgreementCommand {

    private AgreementCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new AgreementCommand())
                .addSubcommand(new Add(surroundings))
                .addSubcommand(new Show(surroundings));
    }

    /** {@code agreement add}. */
    @Command(
            name = "add",
            description = "Adds a term; it holds until the next one begins, and takes the place of one with its from.",
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
        private String account = "";

        @Option(names = "--term", paramLabel = "FILE", required = true, description = "The term, as JSON")
        private Path file = Path.of("");

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept")
        private String reason = "";

        @Mixin
        private Connection connection = new Connection();

        Add(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String id = Inputs.id("--account", account);
            Agreement.Term term = InputFiles.term(file);
            Instant now = surroundings.now();
            try (Connection.Access access = connection.open()) {
                DynamoAccounts accounts = new DynamoAccounts(access.client(), access.table());
                AccountCommand.warnIfUnknown(id, surroundings, access, accounts);
                Inputs.checked(() -> {
                    accounts.addTerm(id, term, reason, now);
                    return id;
                });
                surroundings.out().println(id + ": term from " + term.from());
            }
            return 0;
        }
    }

    /** {@code agreement show}. */
    @Command(name = "show", description = "Prints the terms, a line each.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
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
                AccountCommand.requireKnown(id, connection, access, accounts);
                Agreement agreement = accounts.agreement(id);
                agreement
                        .terms()
                        .forEach(term -> surroundings
                                .out()
                                .println(new String(AgreementJson.write(term), StandardCharsets.UTF_8)));
                if (agreement.terms().isEmpty()) {
                    surroundings.err().println("Nothing is agreed: the price book holds.");
                }
            }
            return 0;
        }
    }
}
