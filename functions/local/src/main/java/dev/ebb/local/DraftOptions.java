package dev.ebb.local;

import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statements;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.Warning;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoLostRules;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which draft statement of a running Ebb a command is about. */
final class DraftOptions {

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

    @Mixin
    private Connection connection = new Connection();

    /** Computes it, and warns of what should be known of it. */
    Statements.Computed compute(Surroundings surroundings) {
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
            computed.warnings().forEach(warning -> warn(surroundings, warning));
            return computed;
        }
    }

    private static void warn(Surroundings surroundings, Warning warning) {
        String about = warning.id() == null ? "" : warning.source() + " " + warning.id() + ": ";
        surroundings.err().println("Warning: " + about + warning.reason());
    }
}
