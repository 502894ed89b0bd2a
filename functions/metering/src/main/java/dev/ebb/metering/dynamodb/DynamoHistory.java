package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Announced;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentHistory;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Transition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the events behind sessions from the replicas' pages and the deployments' timelines. */
public final class DynamoHistory implements DeploymentHistory {

    private static final int READ_ATTEMPTS = 5;

    private final Table table;
    private final DeploymentStore deployments;

    /** Reads from this table. */
    public DynamoHistory(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    DynamoHistory(Table table) {
        this.table = table;
        deployments = new DeploymentStore(table);
    }

    @Override
    public List<Announced> announcements(DeploymentId deployment) {
        return deployments.view(deployment, Deadline.NONE).entries().stream()
                .map(DeploymentView.Entry::announced)
                .sorted(Comparator.comparing(Announced::announcement))
                .toList();
    }

    /** The last page stands in the replica's own item, so it is read before and after the others. */
    @Override
    public List<Transition> transitions(ReplicaId replica) {
        ReplicaRecord record = record(replica);
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            List<Transition> transitions = new ArrayList<>();
            if (record.paged()) {
                earlierPages(replica).forEach(page -> transitions.addAll(page.transitions()));
            }
            transitions.addAll(record.last().transitions());
            ReplicaRecord after = record.paged() ? record(replica) : record;
            if (after.version() == record.version()) {
                return List.copyOf(transitions);
            }
            record = after;
        }
        throw new LedgerUnavailableException(replica + " changes faster than it can be read", null);
    }

    private ReplicaRecord record(ReplicaId replica) {
        return table.get(Keys.replica(replica), Deadline.NONE)
                .map(item -> ReplicaCodec.record(replica, item))
                .orElseGet(() -> ReplicaRecord.unknown(replica));
    }

    private List<Page> earlierPages(ReplicaId replica) {
        String account = replica.deployment().account();
        List<Map<String, AttributeValue>> items =
                table.query(Keys.partition(replica.deployment()), Keys.PAGE + replica.name() + " ", Deadline.NONE);
        return items.stream().map(item -> ReplicaCodec.page(account, item)).toList();
    }
}
