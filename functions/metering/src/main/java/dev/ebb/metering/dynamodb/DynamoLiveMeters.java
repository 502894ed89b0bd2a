package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.LiveMeters;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Meters in the table. Hours sort before months, with nothing between them: one query reads both. */
public final class DynamoLiveMeters implements LiveMeters {

    private final Table table;

    /** Reads from this table. */
    public DynamoLiveMeters(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public MeterReading account(String account, Instant from, Deadline deadline) {
        return read(Keys.accountMeters(account), from, deadline);
    }

    @Override
    public MeterReading deployment(DeploymentId id, Instant from, Deadline deadline) {
        return read(Keys.partition(id), from, deadline);
    }

    private MeterReading read(String partition, Instant from, Deadline deadline) {
        Map<GpuKind, List<Meter.Bucket>> months = new HashMap<>();
        Map<GpuKind, List<Meter.Bucket>> quarters = new HashMap<>();
        String firstHour = Keys.HOUR + Keys.hour(from);
        for (Map<String, AttributeValue> item :
                table.query(partition, firstHour, Keys.MONTH + Character.MAX_VALUE, deadline)) {
            boolean monthly = item.get(EbbTable.SORT).s().startsWith(Keys.MONTH);
            Map<GpuKind, List<Meter.Bucket>> all = monthly ? months : quarters;
            MeterKeys.buckets(item)
                    .forEach((kind, buckets) -> all.computeIfAbsent(kind, ignored -> new ArrayList<>())
                            .addAll(buckets));
        }
        return new MeterReading(from, months, quarters);
    }

    @Override
    public List<FleetMember> fleet(String account, Deadline deadline) {
        List<DeploymentId> ids = table.query(Keys.account(account), Keys.DEPLOYMENT, deadline).stream()
                .map(item -> item.get(EbbTable.SORT).s().substring(Keys.DEPLOYMENT.length()))
                .map(name -> new DeploymentId(account, name))
                .sorted()
                .toList();
        List<Key> keys = ids.stream()
                .flatMap(id -> Stream.of(Keys.in(id, Keys.STATE), Keys.in(id, Keys.CONFIG)))
                .toList();
        Map<Key, Map<String, AttributeValue>> items = table.getAll(keys, deadline);
        return ids.stream().map(id -> member(id, items)).toList();
    }

    private static FleetMember member(DeploymentId id, Map<Key, Map<String, AttributeValue>> items) {
        Map<String, AttributeValue> state = items.getOrDefault(Keys.in(id, Keys.STATE), Map.of());
        Map<String, AttributeValue> configuration = items.getOrDefault(Keys.in(id, Keys.CONFIG), Map.of());
        return new FleetMember(
                id,
                Value.numberOr(state, DeploymentStore.READY, 0),
                Value.numberOr(state, DeploymentStore.STARTING, 0),
                DeploymentStore.shape(configuration),
                DeploymentStore.configuration(configuration),
                configuration.containsKey(Announcements.DELETED),
                state.containsKey(DeploymentStore.MARKED));
    }
}
