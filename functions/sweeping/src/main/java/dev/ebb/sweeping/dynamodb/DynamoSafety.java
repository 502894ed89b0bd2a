package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore.Audit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Breaker and kill switch in one item; each change of it is one transaction with its audit entry. */
public final class DynamoSafety implements Safety {

    private static final String REVISION = "revision";
    private static final String BREAKER = "breaker";
    private static final String KILL = "kill";
    private static final String RESET = "reset";

    /** Who opens the breaker. */
    private static final String EBB = "Ebb";

    private final Table table;

    /** Those in this table. */
    public DynamoSafety(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    /** What stands, and the number of its last change. */
    private record Standing(State state, long revision) {}

    @Override
    public State state(Deadline deadline) {
        return standing(deadline).state;
    }

    private Standing standing(Deadline deadline) {
        Map<String, AttributeValue> item = table.get(SweepKeys.SAFETY, deadline).orElse(Map.of());
        State state = new State(stop(item, BREAKER), stop(item, KILL), reset(item));
        return new Standing(state, Value.numberOr(item, REVISION, 0));
    }

    private static Optional<Reset> reset(Map<String, AttributeValue> item) {
        return Value.instantIn(item, RESET + "At")
                .map(at -> new Reset(
                        at,
                        required(item, RESET + "By"),
                        required(item, RESET + "Reasons").lines().toList()));
    }

    private static Optional<Stop> stop(Map<String, AttributeValue> item, String which) {
        return Value.instantIn(item, which + "At")
                .map(at -> new Stop(at, required(item, which + "By"), required(item, which + "Reason")));
    }

    @Override
    public void open(String reason, Instant now, Deadline deadline) {
        Stop stop = new Stop(now.truncatedTo(ChronoUnit.MILLIS), EBB, reason);
        change(
                EBB,
                "breaker opened: " + reason,
                now,
                deadline,
                standing -> standing.breaker().isPresent()
                        ? standing
                        : new State(Optional.of(stop), standing.killSwitch(), standing.lastReset()));
    }

    @Override
    public void reset(String by, Instant now, Deadline deadline) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        change(
                by,
                "breaker reset",
                now,
                deadline,
                standing -> standing.breaker()
                        .map(open -> new State(
                                Optional.empty(),
                                standing.killSwitch(),
                                Optional.of(Reset.of(open, standing.lastReset(), by, at))))
                        .orElse(standing));
    }

    @Override
    public void kill(boolean killed, String by, String reason, Instant now, Deadline deadline) {
        Optional<Stop> stop =
                killed ? Optional.of(new Stop(now.truncatedTo(ChronoUnit.MILLIS), by, reason)) : Optional.empty();
        String what = (killed ? "kill switch set: " : "kill switch released: ") + reason;
        change(by, what, now, deadline, standing -> new State(standing.breaker(), stop, standing.lastReset()));
    }

    /** What becomes of what stands. */
    private interface Change {
        State of(State standing);
    }

    /** Nothing is written if nothing would change: it was done before. */
    private void change(String by, String what, Instant now, Deadline deadline, Change change) {
        Changes.make("breaker and kill switch", () -> {
            Standing before = standing(deadline);
            State after = change.of(before.state);
            if (after.equals(before.state)) {
                return Optional.of(after);
            }
            long revision = before.revision + 1;
            Item item = new Item().number(REVISION, revision);
            after.breaker().ifPresent(stop -> add(item, BREAKER, stop));
            after.killSwitch().ifPresent(stop -> add(item, KILL, stop));
            after.lastReset()
                    .ifPresent(reset -> item.instant(RESET + "At", reset.at())
                            .text(RESET + "By", reset.by())
                            .text(RESET + "Reasons", String.join("\n", reset.acknowledged())));
            TransactionPlan plan = new TransactionPlan();
            plan.add(
                    SweepKeys.SAFETY,
                    new Action.Put(item.attributes(), Action.Condition.atNumber(REVISION, before.revision)));
            AuditItem.add(plan, SweepKeys.STACK, now, "SAFETY " + revision, by, what);
            return Changes.refusing(table, plan, deadline).isEmpty() ? Optional.of(after) : Optional.empty();
        });
    }

    private static void add(Item item, String which, Stop stop) {
        item.instant(which + "At", stop.at()).text(which + "By", stop.by()).text(which + "Reason", stop.reason());
    }

    /** Who set and released them, the latest first, at most so many. */
    public List<Audit> audit(int most, Deadline deadline) {
        return AuditItem.latest(table, SweepKeys.STACK, most, deadline);
    }
}
