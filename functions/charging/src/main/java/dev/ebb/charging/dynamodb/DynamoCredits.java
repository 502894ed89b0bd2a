package dev.ebb.charging.dynamodb;

import dev.ebb.charging.invoicing.Credits;
import dev.ebb.charging.invoicing.Grant;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Credits in the table: an item a grant, and one that counts those that have a remainder. */
public final class DynamoCredits implements Credits {

    private final Table table;

    /** The credits in this table. */
    public DynamoCredits(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public List<Grant> grants(String account) {
        return grants(table, account);
    }

    static List<Grant> grants(Table table, String account) {
        return table.query(AccountItems.partition(account), InvoiceItems.GRANT, Deadline.NONE).stream()
                .map(GrantItem::grant)
                .sorted(Grant.ORDER)
                .toList();
    }

    @Override
    public void give(String account, Grant grant) {
        Key key = InvoiceItems.grant(account, grant.id());
        Key counts = InvoiceItems.credits(account);
        for (int attempt = 0; attempt < Attempts.MAX; attempt++) {
            Map<String, AttributeValue> counted =
                    table.get(counts, Deadline.NONE).orElse(Map.of());
            Optional<Grant> standing = table.get(key, Deadline.NONE).map(GrantItem::grant);
            if (standing.isPresent()) {
                requireSame(standing.get(), grant);
                return;
            }
            long open = Value.numberOr(counted, GrantItem.OPEN, 0);
            if (open >= MAX_OPEN) {
                throw new IllegalArgumentException("grants: must be at most " + MAX_OPEN + " with a remainder, and "
                        + account + " has " + open + " already: give one larger credit instead");
            }
            long revision = Value.numberOr(counted, GrantItem.REVISION, 0);
            TransactionPlan plan = new TransactionPlan();
            plan.add(key, new Action.Put(GrantItem.of(grant), Action.Condition.ABSENT));
            plan.add(counts, counting(revision, open + 1));
            if (table.write(plan, Deadline.NONE) instanceof Table.Written.Committed) {
                return;
            }
        }
        throw Attempts.exhausted("the credits of " + account);
    }

    /** Moves the counts on, from this revision and no other. */
    static Action.Update counting(long revision, long open) {
        return new Action.Update(
                Map.of(),
                Map.of(GrantItem.REVISION, Value.number(revision + 1), GrantItem.OPEN, Value.number(open)),
                Action.Condition.atNumber(GrantItem.REVISION, revision));
    }

    private static void requireSame(Grant standing, Grant grant) {
        Grant asGiven = Grant.of(
                standing.id(),
                standing.currency(),
                standing.amount(),
                standing.priority(),
                grant.createdAt(),
                standing.expiresAt(),
                standing.reason());
        if (!asGiven.equals(grant)) {
            throw new IllegalArgumentException("id: must not be used again for another grant, is " + grant.id());
        }
    }
}
