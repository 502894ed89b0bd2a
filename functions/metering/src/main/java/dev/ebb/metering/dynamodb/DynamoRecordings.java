package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.RecordedActivity;
import dev.ebb.metering.RecordedReplica;
import dev.ebb.metering.Recordings;
import dev.ebb.metering.ReplicaId;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads it from the deployments' partitions: all that stands there of replicas in two queries, and longer lives by replica. */
public final class DynamoRecordings implements Recordings {

    private final Table table;
    private final DynamoHistory history;

    /** Reads from this table. */
    public DynamoRecordings(DynamoDbClient client, String table) {
        this(new Table(client, table));
    }

    DynamoRecordings(Table table) {
        this.table = table;
        history = new DynamoHistory(table);
    }

    @Override
    public Stream<RecordedReplica> replicas(DeploymentId deployment) {
        String partition = Keys.partition(deployment);
        List<Map<String, AttributeValue>> items = table.query(partition, Keys.REPLICA, Deadline.NONE);
        Map<String, Instant> lastAlive = new HashMap<>();
        for (Map<String, AttributeValue> item : table.query(partition, Keys.ALIVE, Deadline.NONE)) {
            Value.instantIn(item, Heartbeats.LAST).ifPresent(last -> lastAlive.put(name(item, Keys.ALIVE), last));
        }
        return items.stream().map(item -> {
            ReplicaId id = new ReplicaId(deployment, name(item, Keys.REPLICA));
            ReplicaRecord record = ReplicaCodec.record(id, item);
            return new RecordedReplica(
                    id,
                    record.paged() ? history.transitions(id) : record.last().transitions(),
                    lastAlive.get(id.name()));
        });
    }

    private static String name(Map<String, AttributeValue> item, String prefix) {
        return item.get(EbbTable.SORT).s().substring(prefix.length());
    }

    /** Whether a replica of a deployment said that it is alive, then or later. */
    public boolean wasAlive(DeploymentId deployment, Instant since) {
        return table.query(Keys.partition(deployment), Keys.ALIVE, Deadline.NONE).stream()
                .flatMap(item -> Value.instantIn(item, Heartbeats.LAST).stream())
                .anyMatch(last -> !last.isBefore(since));
    }

    @Override
    public RecordedActivity activity(DeploymentId deployment, Instant from, Instant to) {
        return new ActivityReader(table, Keys.partition(deployment), from, to).recorded();
    }

    @Override
    public BitSet reported(String account, Instant from, Instant to) {
        return ActivityReader.ofAccount(table, account, from, to).reported();
    }
}
