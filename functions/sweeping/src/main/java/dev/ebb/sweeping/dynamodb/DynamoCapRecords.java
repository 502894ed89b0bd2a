package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.caps.CapRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What was done about hard caps, in the table: {@code CAP} and an audit in the partition {@code SWEEP} of the account. */
public final class DynamoCapRecords implements CapRecords {

    private static final String REVISION = "revision";
    private static final String RELEASED = "released";
    private static final String WARNED_AT = "warnedAt";
    private static final String TOLD = "told";
    private static final String ACTING = "acting";
    private static final String ACTS_UNTIL = "actsUntil";
    private static final String HAS_STOPPED = "hasStopped";
    private static final String BY = "hard cap";

    private final Table table;

    /** In this table. */
    public DynamoCapRecords(Table table) {
        this.table = table;
    }

    @Override
    public State state(String account, Deadline deadline) {
        Map<String, AttributeValue> item =
                table.get(SweepKeys.cap(account), deadline).orElse(Map.of());
        return new State(
                Value.numberOr(item, REVISION, 0),
                Value.instantIn(item, RELEASED).orElse(Instant.EPOCH),
                Value.instantIn(item, WARNED_AT).orElse(Instant.EPOCH),
                Set.copyOf(Value.textsIn(item, TOLD)),
                Value.textIn(item, ACTING).map(amount -> new ActingCap(amount, Item.requiredInstant(item, ACTS_UNTIL))),
                item.containsKey(HAS_STOPPED));
    }

    /** The last that was said of an account's cap, with its instant; empty if nothing ever was. */
    public String lastSaid(String account, Deadline deadline) {
        return AuditItem.latest(table, SweepKeys.cap(account).partition(), 1, deadline).stream()
                .map(entry -> entry.what() + " (" + entry.at() + ")")
                .collect(Collectors.joining());
    }

    @Override
    public boolean keep(
            String account, State after, List<DeploymentId> deployments, String what, Instant now, Deadline deadline) {
        Key key = SweepKeys.cap(account);
        Item item = new Item()
                .number(REVISION, after.revision())
                .instant(RELEASED, after.released())
                .instant(WARNED_AT, after.warnedAt())
                .texts(TOLD, after.told())
                .flag(HAS_STOPPED, after.hasStopped());
        after.acting().ifPresent(acting -> item.text(ACTING, acting.amount()).instant(ACTS_UNTIL, acting.until()));
        TransactionPlan plan = new TransactionPlan();
        plan.add(key, new Action.Put(item.attributes(), Action.Condition.atNumber(REVISION, after.revision() - 1)));
        String which = "CAP " + Value.padded(after.revision(), 12);
        AuditItem.add(plan, key.partition(), now, which, BY, what);
        for (DeploymentId deployment : deployments) {
            AuditItem.add(plan, SweepKeys.partition(deployment), now, which, BY, what);
        }
        return Changes.refusing(table, plan, deadline).isEmpty();
    }
}
