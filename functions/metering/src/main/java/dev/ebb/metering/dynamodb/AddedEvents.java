package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Folds events that only add to meters: one transaction takes as many identities as fit beside one sum for each item. A
 * token event costs 2.02 write units so, where one by one costs 4. When identities are refused, those events are settled
 * by what stands there, the sums are made again, and the rest is retried.
 */
final class AddedEvents {

    private static final String BEYOND_THE_TABLE = "data: must not take a meter beyond what the table can hold: ";

    private final Table table;
    private final Identities identities;

    AddedEvents(Table table, Identities identities) {
        this.table = table;
        this.identities = identities;
    }

    private record Addition(Entry entry, Effect.Added effect) {}

    /** Afterwards each entry has its outcome; open still are those that met a tombstone. */
    void apply(List<Entry> entries, Instant now, Deadline deadline) {
        List<Addition> todo = new ArrayList<>();
        for (Entry entry : entries) {
            if (Effect.of(entry.event()) instanceof Effect.Added effect) {
                todo.add(new Addition(entry, effect));
            }
        }
        todo.sort(Comparator.comparing(addition -> addition.effect().mainKey(0).toString()));
        boolean oneByOne = false;
        while (!todo.isEmpty()) {
            TransactionPlan plan = new TransactionPlan();
            List<Addition> included = fill(plan, todo, oneByOne, now);
            switch (table.write(plan, deadline)) {
                case Table.Written.Committed ignored -> {
                    included.forEach(addition -> addition.entry().accept());
                    todo.removeAll(included);
                }
                case Table.Written.Refused refused -> todo.removeAll(met(included, refused.items()));
                case Table.Written.Impossible impossible -> {
                    if (included.size() == 1) {
                        included.getFirst().entry().refuse(BEYOND_THE_TABLE + impossible.reason());
                        todo.removeAll(included);
                    }
                    oneByOne = true;
                }
            }
        }
    }

    private List<Addition> fill(TransactionPlan plan, List<Addition> todo, boolean oneByOne, Instant now) {
        List<Addition> included = new ArrayList<>();
        int shard = shard(todo.getFirst());
        for (Addition addition : todo) {
            TransactionPlan one = new TransactionPlan();
            identities.record(one, addition.entry().event(), now);
            addition.effect().addTo(one, shard, 1);
            if (!plan.canHold(one)) {
                break;
            }
            plan.addAll(one);
            included.add(addition);
            if (oneByOne) {
                break;
            }
        }
        return included;
    }

    /** Any shard will do, for readers add them up; this one spreads batches evenly. */
    private static int shard(Addition first) {
        return Math.floorMod(first.entry().event().identity().hashCode(), Keys.TOKEN_SHARDS);
    }

    private static List<Addition> met(List<Addition> included, Map<Key, Map<String, AttributeValue>> refused) {
        List<Addition> met = new ArrayList<>();
        for (Addition addition : included) {
            Map<String, AttributeValue> item =
                    refused.get(Keys.identity(addition.entry().event().identity()));
            if (item != null) {
                addition.entry().meet(item);
                met.add(addition);
            }
        }
        return met;
    }
}
