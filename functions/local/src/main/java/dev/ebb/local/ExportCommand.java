package dev.ebb.local;

import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.csv.Csv;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoInvoices;
import dev.ebb.charging.exports.DatedStatement;
import dev.ebb.charging.exports.Dating;
import dev.ebb.charging.exports.FocusRows;
import dev.ebb.charging.exports.Labels;
import dev.ebb.charging.exports.Sheet;
import dev.ebb.charging.exports.StatementSheet;
import dev.ebb.metering.HistoryRange;
import dev.ebb.metering.dynamodb.DynamoHistory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code export}: an account's statement as a table, a row for each day of each line; or its history as events. */
@Command(
        name = "export",
        description = {
            "Writes an account's statement as a table, a row for each day of each line: --format and --period.",
            "Or its history as events, which `ebb replay` meters again: --from and --to."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    private static final List<String> OPTIONS_OF_STATEMENTS =
            List.of("--format", "--period", "--prices", "--time-zone", "--as-of", "--bom", "--provider");

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv: for spreadsheets; focus: Cost and Usage of FOCUS 1.4, as CSV")
    private String format = "";

    @Mixin
    private StatementInput input = new StatementInput();

    @Option(names = "--bom", description = "Begin with a byte order mark, by which older spreadsheets know UTF-8")
    private boolean bom;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            defaultValue = "Ebb",
            description = "Of focus: who provides the service and issues the invoice; default: ${DEFAULT-VALUE}")
    private String provider = "Ebb";

    @Mixin
    private EventExport events = new EventExport();

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    @Mixin
    private Connection connection = new Connection();

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (given(EventExport.OPTIONS).isEmpty()) {
            exportStatement();
        } else {
            exportEvents();
        }
        return 0;
    }

    private List<String> given(List<String> options) {
        ParseResult parsed = Objects.requireNonNull(command).commandLine().getParseResult();
        return options.stream().filter(parsed::hasMatchedOption).toList();
    }

    private void exportEvents() {
        List<String> ofStatements = given(OPTIONS_OF_STATEMENTS);
        if (!ofStatements.isEmpty()) {
            throw WrongUsage.of(
                    command,
                    String.join(", ", ofStatements) + ": of a statement, cannot be combined with "
                            + String.join(", ", given(EventExport.OPTIONS)) + ", which ask for events");
        }
        HistoryRange range = events.range(surroundings.clock().instant());
        Path file = InputFiles.writable(out);
        try (Connection.Access access = connection.open()) {
            String account = input.account(access, connection.where());
            events.write(access, account, range, file, surroundings.out());
        }
    }

    private void exportStatement() {
        if (given(List.of("--format")).isEmpty()) {
            throw WrongUsage.of(command, "--format must be given for a statement, or --from and --to for events");
        }
        if (!format.equals("csv") && !format.equals("focus")) {
            throw new InputException("--format: must be csv or focus, is \"" + Printable.of(format) + "\"");
        }
        if (provider.isBlank()) {
            throw new InputException("--provider: must not be blank");
        }
        try (Connection.Access access = connection.open();
                StatementInput.Source source = input.read(access, connection.where(), surroundings.clock())) {
            Dating dating =
                    new Dating(source.usage(), source.tariff(), source.account(), source.period(), source.asOf());
            Statement statement = source.statement(dating.computed(), surroundings.err());
            Sheet sheet = format.equals("csv") ? csv(dating, statement) : focus(dating, statement, source, access);
            InputFiles.write(Csv.write(sheet, bom), out, surroundings.out());
        }
    }

    private Sheet csv(Dating dating, Statement statement) {
        DatedStatement dated = dating.byDay(statement);
        warnOfWhole(dated);
        return StatementSheet.of(dated);
    }

    private static Period invoiced(YearMonth month, StatementInput.Source source, Connection.Access access) {
        return new DynamoInvoices(access.client(), access.table())
                .standing(source.account())
                .checkpoint()
                .periodOf(month, new DynamoAccounts(access.client(), access.table()).settings(source.account()));
    }

    private void warnOfWhole(DatedStatement dated) {
        List<Integer> whole = dated.whole();
        if (!whole.isEmpty()) {
            surroundings
                    .err()
                    .println("Warning: one row for the whole period instead of one a day, because usage became known"
                            + " after the statement was made: line "
                            + whole.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
    }

    private void noteCredits(Statement statement) {
        BigDecimal due = statement.due();
        if (due != null && due.compareTo(statement.total()) != 0) {
            surroundings
                    .err()
                    .println("Note: the rows add up to the total of "
                            + statement.total().toPlainString() + " "
                            + statement.currency().getCurrencyCode()
                            + "; credits are in none of them, and leave " + due.toPlainString() + " due");
        }
    }

    private Sheet focus(Dating dating, Statement statement, StatementInput.Source source, Connection.Access access) {
        for (ChargedLine charged : statement.lines()) {
            if (charged.amount() == null && charged.line() instanceof Line.Priced priced) {
                LineKey line = LineKey.of(priced);
                surroundings
                        .err()
                        .println("Warning: left out, because it has no price: " + Printable.of(line.toString()));
            }
        }
        Long invoice = source.invoice();
        DatedStatement dated = dating.byDayAndListPrice(statement);
        warnOfWhole(dated);
        noteCredits(statement);
        return FocusRows.of(
                dated,
                source.tariff(),
                new FocusRows.Origin(
                        provider,
                        invoice == null ? "" : source.account() + "-" + invoice,
                        month -> invoiced(month, source, access)),
                Labels.announced(new DynamoHistory(access.client(), access.table())));
    }
}
