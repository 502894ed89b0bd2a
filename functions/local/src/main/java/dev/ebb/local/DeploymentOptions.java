package dev.ebb.local;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Options that say which deployment a command concerns. */
final class DeploymentOptions {

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
    private String account = "";

    @Option(names = "--deployment", paramLabel = "DEPLOYMENT", required = true, description = "Which")
    private String deployment = "";

    /** @throws InputException if account or deployment are no ids */
    DeploymentId id() {
        return new DeploymentId(Inputs.id("--account", account), Inputs.id("--deployment", deployment));
    }

    /** @throws InputException if nothing was ever heard of it */
    DeploymentId known(Connection connection, Connection.Access access, Instant now) {
        DeploymentId id = id();
        if (new DynamoFleetWatch(access.client(), access.table())
                .watch(id, now, now, Deadline.NONE)
                .isEmpty()) {
            throw new InputException("--deployment: nothing was ever heard of " + id + " in " + connection.where());
        }
        return id;
    }
}
