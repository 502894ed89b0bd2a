package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Ingestion;
import dev.ebb.metering.Ticks;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How far events have been metered, an item a queue in a partition of their own. */
public final class DynamoIngestion implements Ticks {

    private static final String PARTITION = "INGESTION";
    private static final String QUEUE = "QUEUE ";
    private static final String TICK = "tick";

    private final Table table;

    /** On this table. */
    public DynamoIngestion(Table table) {
        this.table = table;
    }

    /** The slowest queue's tick. */
    public Ingestion read(Deadline deadline) {
        return items(deadline).stream()
                .flatMap(item -> Value.instantIn(item, TICK).stream())
                .min(Instant::compareTo)
                .map(Ingestion::new)
                .orElse(Ingestion.WITHOUT_QUEUE);
    }

    @Override
    public void metered(String queue, Instant tick, Deadline deadline) {
        Action.Condition later =
                new Action.Condition("#tick < :tick", Map.of("#tick", TICK), Map.of(":tick", Value.instant(tick)));
        table.update(key(queue), new Action.Update(Map.of(), Map.of(TICK, Value.instant(tick)), later), deadline);
    }

    /**
     * Keeps an item for each of these queues and none for others. A new queue counts as metered up to now, so that a
     * MeterUsage that never takes the first tick lags.
     */
    public void expect(Set<String> queues, Instant now, Deadline deadline) {
        Set<String> missing = new HashSet<>(queues);
        TransactionPlan plan = new TransactionPlan();
        for (Map<String, AttributeValue> item : items(deadline)) {
            String queue = item.get(EbbTable.SORT).s().substring(QUEUE.length());
            if (!missing.remove(queue)) {
                plan.add(key(queue), new Action.Delete());
            }
        }
        for (String queue : missing) {
            plan.add(key(queue), new Action.Put(Map.of(TICK, Value.instant(now)), Action.Condition.ABSENT));
        }
        if (!plan.isEmpty()) {
            // Refused only if another sweep has written the same: the next sweep looks again.
            table.write(plan, deadline);
        }
    }

    private List<Map<String, AttributeValue>> items(Deadline deadline) {
        return table.query(PARTITION, QUEUE, deadline);
    }

    private static Key key(String queue) {
        return new Key(PARTITION, QUEUE + queue);
    }
}
