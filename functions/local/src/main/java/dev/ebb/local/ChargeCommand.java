package dev.ebb.local;

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

    ChargeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Inputs.write(StatementJson.write(input.compute(connection, surroundings).statement()), out, surroundings.out());
        return 0;
    }
}
