package dev.ebb.local;

import dev.ebb.charging.Statements;
import dev.ebb.charging.json.StatementJson;
import java.nio.file.Path;
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

    @Mixin
    private StatementInput input = new StatementInput();

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    @Mixin
    private Connection connection = new Connection();

    ChargeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Connection.Access access = connection.open()) {
            StatementInput.Source source = input.read(access, connection.where(), surroundings.clock());
            Statements.Computed computed = new Statements(source.usage(), source.tariff())
                    .of(source.account(), source.period(), source.asOf());
            StatementInput.warn(computed.warnings(), surroundings.err());
            Inputs.write(StatementJson.write(computed.statement()), out, surroundings.out());
        }
        return 0;
    }
}
