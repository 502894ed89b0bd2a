package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;
import static dev.ebb.sweeping.dynamodb.Item.requiredInstant;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.sweeping.sweeps.SweepStore.Audit;
import java.time.Instant;
import java.util.List;

/** Entries of an audit, each written with what it tells about, and never again. */
final class AuditItem {

    private AuditItem() {}

    static void add(TransactionPlan plan, String partition, Instant at, String which, String by, String what) {
        Item item = new Item().instant("at", at).text("by", by).text("what", what);
        plan.add(SweepKeys.audit(partition, at, which), new Action.Put(item.attributes(), Action.Condition.ABSENT));
    }

    /** The latest first. */
    static List<Audit> latest(Table table, String partition, int most, Deadline deadline) {
        return table.walk(partition, SweepKeys.AUDIT, SweepKeys.AUDIT + Character.MAX_VALUE, false, deadline)
                .limit(most)
                .map(item -> new Audit(requiredInstant(item, "at"), required(item, "by"), required(item, "what")))
                .toList();
    }
}
