package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.policy.Policies;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Policies in the table: what stands at a level, and beside it every version that ever stood there. */
public final class DynamoPolicies implements Policies {

    private static final long MAX_NUMBER = 999_999;
    private static final int LONGEST_NAME = 128;

    private final Table table;

    /** The policies in this table. */
    public DynamoPolicies(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public Optional<Version> current(Level level, Deadline deadline) {
        return table.get(SweepKeys.policy(level), deadline).map(PolicyItem::version);
    }

    @Override
    public List<Version> history(Level level, Deadline deadline) {
        return table.query(SweepKeys.partition(level), SweepKeys.POLICY + " ", deadline).stream()
                .map(PolicyItem::version)
                .toList();
    }

    /**
     * {@inheritDoc} Setting the same again, after an answer was lost, is the same version.
     *
     * @throws IllegalArgumentException if {@code by} is not of 1 to 128 characters, or the JSON is longer than 200,000
     *     bytes
     */
    @Override
    public boolean set(Level level, String json, String by, Instant now, long before, Deadline deadline) {
        if (by.isBlank() || by.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("by: must be 1 to " + LONGEST_NAME + " characters, is \"" + by + "\"");
        }
        if (before < 0 || before >= MAX_NUMBER) {
            throw new IllegalArgumentException("before: must be from 0 to " + (MAX_NUMBER - 1) + ", is " + before);
        }
        Version version = new Version(before + 1, by, now.truncatedTo(ChronoUnit.MILLIS), json);
        Key kept = SweepKeys.policy(level, version.number());
        TransactionPlan plan = new TransactionPlan();
        plan.add(SweepKeys.policy(level), new Action.Put(PolicyItem.attributes(version), PolicyItem.unchanged(before)));
        plan.add(kept, new Action.Put(PolicyItem.attributes(version), Action.Condition.ABSENT));
        if (level instanceof Level.Deployment) {
            String partition = SweepKeys.partition(level);
            String which = "POLICY " + Value.padded(version.number(), 6);
            AuditItem.add(plan, partition, version.at(), which, by, "policy " + version.number() + ": " + json);
        }
        return Changes.refusing(table, plan, deadline).isEmpty()
                || table.get(kept, deadline).map(PolicyItem::version).equals(Optional.of(version));
    }
}
