package dev.ebb.local;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Statement;
import dev.ebb.charging.dynamodb.DynamoBilling;
import dev.ebb.charging.dynamodb.DynamoDrafts;
import dev.ebb.charging.invoicing.Draft;
import dev.ebb.charging.json.StatementJson;
import dev.ebb.metering.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code charge}: drafts an account's statement as ComputeCharges does each hour, and prints it; with {@code --grace} it
 * also makes the invoices that are due. With a price book of one's own, or as of an instant that has passed, it prints
 * what the statement would be, and stores none; replicas that fell silent are settled as of that instant for it, and as of
 * the present again afterwards.
 */
@Command(
        name = "charge",
        description = "Charges an account, and prints its draft statement.",
        mixinStandardHelpOptions = true)
final class ChargeCommand implements Callable<Integer> {

    /** Longer than any period stays open: nothing becomes final by looking at it. */
    private static final Duration NEVER = Duration.ofDays(36_525);

    private final Surroundings surroundings;

    @Mixin
    private StatementInput input = new StatementInput();

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description = "Also make the invoices of periods that ended so long ago, such as PT72H; the deployed"
                    + " function has its own (GraceHours)")
    private @Nullable String grace;

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    @Mixin
    private Connection connection = new Connection();

    ChargeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path target = InputFiles.writable(out);
        Statement statement = input.isHypothetical()
                ? input.compute(connection, surroundings).statement()
                : charge(grace == null ? NEVER : Inputs.grace(grace));
        InputFiles.write(StatementJson.write(statement), target, surroundings.out());
        return 0;
    }

    private Statement charge(Duration wait) {
        Optional<YearMonth> month = input.month();
        Instant now = surroundings.now();
        try (Connection.Access access = connection.open()) {
            String account = input.account(access, connection.where());
            Charged charged =
                    DynamoBilling.of(access.client(), access.table(), wait).charge(account, now, Deadline.NONE);
            StatementInput.warn(charged.warnings(), surroundings.err());
            charged.held().forEach(reason -> surroundings.err().println("Held: " + Printable.of(reason)));
            charged.finalised().forEach(number -> surroundings.err().println("Invoice " + number + " is made"));
            return month.map(wanted -> draft(access, account, wanted)).orElse(charged.draft());
        }
    }

    private static Statement draft(Connection.Access access, String account, YearMonth month) {
        return new DynamoDrafts(access.client(), access.table())
                .get(account, month)
                .map(Draft::statement)
                .orElseThrow(() -> new InputException(
                        "--period: must be a month that is being charged; `ebb invoice` shows the earlier ones, is "
                                + month));
    }
}
