package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A ledger, and what is read of it, on one table; and a look into the table beside them. */
final class TableFixture {

    private final DynamoDbClient client;
    private final String table;
    private final DynamoLedger ledger;

    final DynamoUsage usage;
    final DynamoQuarantine quarantine;
    final DynamoIngestion ingestion;

    TableFixture(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
        ledger = new DynamoLedger(client, table);
        usage = new DynamoUsage(client, table);
        quarantine = new DynamoQuarantine(client, table);
        ingestion = new DynamoIngestion(new Table(client, table));
    }

    List<Outcome> record(Instant now, UsageEvent... events) {
        return ledger.record(List.of(events), now, Deadline.NONE);
    }

    List<Outcome> recordAll(Instant now, List<UsageEvent> events) {
        return ledger.record(events, now, Deadline.NONE);
    }

    /** Through a ledger that keeps identities as long as told. */
    List<Outcome> recordKeeping(@Nullable Duration lifetime, Instant now, UsageEvent event) {
        return new DynamoLedger(client, table, lifetime).record(List.of(event), now, Deadline.NONE);
    }

    void settle(Instant asOf) {
        ledger.settle(LedgerEvents.ACCOUNT, asOf, LostRule.STANDARD, Deadline.NONE);
    }

    DeploymentUsage llama(Instant from, Instant to, Instant asOf) {
        return usage.deployment(LedgerEvents.LLAMA, from, to, asOf);
    }

    Map<String, AttributeValue> item(Key key) {
        return client.getItem(get -> get.tableName(table).key(key.attributes()).consistentRead(true))
                .item();
    }

    /** Puts an item, whatever stands there. */
    void put(Key key, Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> item = new TreeMap<>(attributes);
        item.putAll(key.attributes());
        client.putItem(put -> put.tableName(table).item(item));
    }

    /** Puts many items with the same attributes. */
    void putAll(List<Key> keys, Map<String, AttributeValue> attributes) {
        for (int from = 0; from < keys.size(); from += 25) {
            List<WriteRequest> puts = keys.subList(from, Math.min(from + 25, keys.size())).stream()
                    .map(key -> {
                        Map<String, AttributeValue> item = new TreeMap<>(attributes);
                        item.putAll(key.attributes());
                        return WriteRequest.builder()
                                .putRequest(put -> put.item(item))
                                .build();
                    })
                    .toList();
            client.batchWriteItem(write -> write.requestItems(Map.of(table, puts)));
        }
    }

    /** Everything in the table, to tell whether anything changed. */
    List<Map<String, AttributeValue>> everything() {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        client.scanPaginator(scan -> scan.tableName(table).consistentRead(true))
                .items()
                .forEach(items::add);
        return items;
    }

    /** What sessions add up to, cut to [from, to): the road that statements take. */
    static Map<GpuKind, GpuTime> bySessions(DeploymentUsage usage, Instant from, Instant to) {
        Map<GpuKind, GpuTime> sums = new TreeMap<>();
        for (DeploymentUsage.ReplicaSession each : usage.sessions()) {
            Instant start = each.session().start().isBefore(from)
                    ? from
                    : each.session().start();
            Instant end = each.session().end().isAfter(to) ? to : each.session().end();
            BigInteger millis = BigInteger.valueOf(end.toEpochMilli() - start.toEpochMilli());
            if (millis.signum() > 0) {
                GpuTime time = new GpuTime(millis.multiply(
                        BigInteger.valueOf(each.session().shape().count().milliGpus())));
                sums.merge(each.session().shape().gpuKind(), time, GpuTime::plus);
            }
        }
        return sums;
    }
}
