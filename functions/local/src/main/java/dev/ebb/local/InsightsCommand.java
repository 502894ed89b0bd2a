package dev.ebb.local;

import dev.ebb.charging.Statements.Computed;
import dev.ebb.charging.json.InsightJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code insights}: what is worth knowing beside an account's statement, from the table of a running Ebb. */
@Command(
        name = "insights",
        description = "Shows what was not billed, what idle GPUs cost, and where serverless would be cheaper.",
        mixinStandardHelpOptions = true)
final class InsightsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private StatementInput input = new StatementInput();

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--json", description = "As JSON")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    InsightsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Computed computed = input.compute(connection, surroundings);
        byte[] result = json
                ? InsightJson.write(computed.statement(), computed.insight())
                : (String.join("\n", new InsightTable(computed.statement()).of(computed.insight())) + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        InputFiles.write(result, out, surroundings.out());
        return 0;
    }
}
