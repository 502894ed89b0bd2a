package dev.ebb.local;

import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charge}: an account's statement as it would be now, from the table of a running Ebb. */
@Command(
        name = "charge",
        description = "Prints an account's draft statement from the table of a running Ebb.",
        mixinStandardHelpOptions = true)
final class ChargeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Who is billed")
    private String account = "";

    @Option(names = "--period", paramLabel = "YYYY-MM", required = true, description = "The month")
    private String period = "";

    @Option(names = "--prices", paramLabel = "FILE", required = true, description = "The price book")
    private Path prices = Path.of("");

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Whose month, as in Europe/Paris; default: ${DEFAULT-VALUE}")
    private String timeZone = "UTC";

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "The present; default: now")
    private @Nullable String asOf;

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    @Mixin
    private Connection connection = new Connection();

    ChargeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PriceBook book = Inputs.prices(prices);
        Period month = Inputs.period(period, timeZone);
        Instant present = asOf == null
                ? surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS)
                : Inputs.instant("--as-of", asOf);
        try (Connection.Access access = connection.open()) {
            DynamoUsage usage = new DynamoUsage(access.client(), access.table());
            if (!usage.accounts().contains(account)) {
                throw new InputException(
                        "--account: nothing was ever heard of \"" + account + "\" in " + connection.where());
            }
            LostRule lost = new DynamoLostRules(access.client(), access.table()).of(account);
            new DynamoLedger(access.client(), access.table()).settle(account, present, lost, Deadline.NONE);
            Statements.Computed computed = new Statements(usage, Tariff.of(book)).of(account, month, present);
            computed.warnings().forEach(this::warn);
            Inputs.write(StatementJson.write(computed.statement()), out, surroundings.out());
        }
        return 0;
    }

    private void warn(Warning warning) {
        String about = warning.id() == null ? "" : warning.source() + " " + warning.id() + ": ";
        surroundings.err().println("Warning: " + Printable.of(about + warning.reason()));
    }
}
