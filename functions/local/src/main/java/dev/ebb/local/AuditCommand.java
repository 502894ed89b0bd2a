package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.Audit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: what was done to a deployment, when, and by whom. */
@Command(
        name = "audit",
        description = "Shows what was done to a deployment and by whom, the latest first.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private DeploymentOptions deployment = new DeploymentOptions();

    @Option(names = "--most", paramLabel = "NUMBER", description = "How many entries at most; default: 100")
    private int most = 100;

    @Mixin
    private Connection connection = new Connection();

    AuditCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        DeploymentId id = deployment.id();
        if (most < 1) {
            throw new InputException("--most: must be at least 1, is " + most);
        }
        try (Connection.Access access = connection.open()) {
            print(new DynamoSweepStore(access.client(), access.table()).audit(id, most, Deadline.NONE), surroundings);
        }
        return 0;
    }

    static void print(List<Audit> entries, Surroundings surroundings) {
        if (entries.isEmpty()) {
            surroundings.err().println("Nothing was ever done.");
            return;
        }
        TextTable table = new TextTable("at", "by", "what");
        entries.forEach(each -> table.row(each.at().toString(), Printable.of(each.by()), Printable.of(each.what())));
        table.lines().forEach(surroundings.out()::println);
    }
}
