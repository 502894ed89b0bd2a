package dev.ebb.local;

import dev.ebb.charging.Statement;
import dev.ebb.charging.dynamodb.DynamoAccounts;
import dev.ebb.charging.dynamodb.DynamoInvoices;
import dev.ebb.charging.explaining.Correcting;
import dev.ebb.charging.explaining.Explaining;
import dev.ebb.charging.explaining.Explanation;
import dev.ebb.charging.json.ExplanationJson;
import dev.ebb.metering.dynamodb.DynamoHistory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code explain}: why a line of an account's statement costs what it costs. */
@Command(
        name = "explain",
        description = "Says why a line of an account's statement costs what it costs: times, events, prices, rounding.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private StatementInput input = new StatementInput();

    @Option(names = "--line", paramLabel = "N", required = true, description = "The line's number, from 1")
    private String line = "";

    @Option(names = "--json", description = "As JSON that the amount can be computed from again")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to stdout")
    private @Nullable Path out;

    @Mixin
    private Connection connection = new Connection();

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!line.matches("[0-9]{1,9}")) {
            throw new InputException("--line: must be a number, is \"" + Printable.of(line) + "\"");
        }
        try (Connection.Access access = connection.open();
                StatementInput.Source source = input.read(access, connection.where(), surroundings.clock())) {
            Explaining explaining = new Explaining(
                    source.usage(),
                    new DynamoHistory(access.client(), access.table()),
                    source.tariff(),
                    new Correcting(
                            new DynamoInvoices(access.client(), access.table()),
                            new DynamoAccounts(access.client(), access.table()).settings(source.account())),
                    source.account(),
                    source.period(),
                    source.asOf());
            Statement statement = source.statement(explaining.computed(), surroundings.err());
            if (statement.lines().isEmpty()) {
                throw new InputException("--line: the statement has no lines");
            }
            Explanation explanation = Inputs.checked(() -> explaining.line(statement, Integer.parseInt(line)));
            byte[] written = json
                    ? ExplanationJson.write(explanation)
                    : ExplanationText.of(explanation).getBytes(StandardCharsets.UTF_8);
            InputFiles.write(written, out, surroundings.out());
        }
        return 0;
    }
}
