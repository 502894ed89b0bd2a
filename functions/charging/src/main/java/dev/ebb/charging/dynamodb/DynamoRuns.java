package dev.ebb.charging.dynamodb;

import dev.ebb.charging.runs.Message.Order;
import dev.ebb.charging.runs.RunId;
import dev.ebb.charging.runs.RunOutcome;
import dev.ebb.charging.runs.RunOutcome.Kind;
import dev.ebb.charging.runs.Runs;
import dev.ebb.charging.runs.Tally;
import dev.ebb.metering.ChargeMark;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.Table.Written;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The records of runs, in the table. They are forgotten 35 days after their run. */
public final class DynamoRuns implements Runs {

    private static final int HOURS_BACK = 48;
    private static final Duration KEPT = Duration.ofDays(35);
    private static final int ATTEMPTS = 8;

    private static final String HEAD = "HEAD";
    private static final String PART = "PART ";
    private static final String ORDER = "ORDER ";
    private static final String MESSAGE = "MESSAGE ";

    private static final String PLANNED = "planned";
    private static final String FINISHED = "finished";
    private static final String CLOSED = "closed";
    private static final String RANK = "rank";
    private static final String OUTCOME = "outcome";
    private static final String REASON = "reason";

    private final Table table;

    /** In this table. */
    public DynamoRuns(Table table) {
        this.table = table;
    }

    @Override
    public boolean open(RunId run, Deadline deadline) {
        Key head = head(run);
        Map<String, AttributeValue> item = new HashMap<>(head.attributes());
        item.put(EbbTable.EXPIRES_AT, expiry(run));
        table.putIfAbsent(item, deadline);
        return !table.get(head, deadline).orElse(Map.of()).containsKey(FINISHED);
    }

    @Override
    public List<String> plan(RunId run, int part, List<String> accounts, Deadline deadline) {
        Set<String> entering = new LinkedHashSet<>(accounts);
        List<String> toDo = new ArrayList<>();
        while (!entering.isEmpty()) {
            Optional<Map<Key, Map<String, AttributeValue>>> present = enter(run, part, entering, deadline);
            if (present.isEmpty()) {
                toDo.addAll(entering);
                return toDo;
            }
            present.get().forEach((key, item) -> {
                String account = key.sort().substring(ORDER.length());
                entering.remove(account);
                if (outcome(item).kind() != Kind.DONE) {
                    toDo.add(account);
                }
            });
        }
        return toDo;
    }

    /** Empty if all were entered; else those of which there is an item, and nothing was. */
    private Optional<Map<Key, Map<String, AttributeValue>>> enter(
            RunId run, int part, Set<String> accounts, Deadline deadline) {
        TransactionPlan plan = new TransactionPlan();
        for (String account : accounts) {
            plan.add(order(run, account), new Action.Put(attributes(run, RunOutcome.PLANNED), Action.Condition.ABSENT));
        }
        count(plan, run, part, accounts.size());
        return refusals(plan, deadline);
    }

    private static void count(TransactionPlan plan, RunId run, int part, int accounts) {
        plan.add(
                new Key(partition(run), PART + Value.padded(part, 2)),
                new Action.Update(
                        Map.of(PLANNED, BigInteger.valueOf(accounts)), Map.of(EbbTable.EXPIRES_AT, expiry(run)), null));
    }

    private Optional<Map<Key, Map<String, AttributeValue>>> refusals(TransactionPlan plan, Deadline deadline) {
        return switch (table.write(plan, deadline)) {
            case Written.Committed ignored -> Optional.empty();
            case Written.Refused refused -> Optional.of(refused.items());
            case Written.Impossible impossible -> throw new IllegalStateException(impossible.reason());
        };
    }

    @Override
    public void planned(RunId run, Deadline deadline) {
        set(head(run), Map.of(FINISHED, Value.flag()), deadline);
    }

    @Override
    public RunOutcome outcome(Order order, int part, Deadline deadline) {
        Key key = order(order.run(), order.account());
        return table.get(key, deadline).map(DynamoRuns::outcome).orElseGet(() -> {
            plan(order.run(), part, List.of(order.account()), deadline);
            return table.get(key, deadline).map(DynamoRuns::outcome).orElse(RunOutcome.PLANNED);
        });
    }

    @Override
    public void record(Order order, RunOutcome outcome, Deadline deadline) {
        table.update(order(order.run(), order.account()), further(order.run(), outcome), deadline);
    }

    private static Action.Update further(RunId run, RunOutcome outcome) {
        Action.Condition earlier = new Action.Condition(
                "attribute_not_exists(#rank) OR #rank < :rank",
                Map.of("#rank", RANK),
                Map.of(":rank", Value.number(outcome.kind().rank())));
        return new Action.Update(Map.of(), attributes(run, outcome), earlier);
    }

    @Override
    public void reject(RunId run, String messageId, String reason, Deadline deadline) {
        TransactionPlan plan = new TransactionPlan();
        plan.add(
                new Key(partition(run), MESSAGE + messageId),
                new Action.Put(attributes(run, RunOutcome.failed(reason)), Action.Condition.ABSENT));
        count(plan, run, 0, 1);
        // Refused if it was rejected before: then it is counted.
        refusals(plan, deadline);
    }

    @Override
    public void done(Order order, Instant asOf, Optional<Instant> nextDue, Deadline deadline) {
        Key account = ChargeItem.key(order.account());
        Key outcome = order(order.run(), order.account());
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ChargeMark before = ChargeItem.read(table, order.account(), deadline);
            ChargeMark after = before.charged(asOf, nextDue);
            TransactionPlan plan = new TransactionPlan();
            plan.add(outcome, further(order.run(), RunOutcome.DONE));
            if (!after.equals(before)) {
                plan.add(
                        account,
                        new Action.Put(ChargeItem.attributes(order.account(), after), ChargeItem.unchanged(before)));
            }
            Optional<Map<Key, Map<String, AttributeValue>>> refused = refusals(plan, deadline);
            if (refused.isEmpty() || refused.get().containsKey(outcome)) {
                // Done by this, or by somebody else, who then moved the mark too.
                return;
            }
        }
        throw new LedgerUnavailableException("account " + order.account() + " is marked by too many at once", null);
    }

    @Override
    public List<RunId> openBefore(RunId run, Deadline deadline) {
        List<RunId> earlier = new ArrayList<>();
        for (int hours = HOURS_BACK; hours >= 1; hours--) {
            earlier.add(new RunId(run.hour().minus(Duration.ofHours(hours))));
        }
        Map<Key, Map<String, AttributeValue>> heads =
                table.getAll(earlier.stream().map(DynamoRuns::head).toList(), deadline);
        return earlier.stream()
                .filter(each ->
                        heads.containsKey(head(each)) && !heads.get(head(each)).containsKey(CLOSED))
                .toList();
    }

    @Override
    public Outcomes read(RunId run, Deadline deadline) {
        long planned = 0;
        boolean finished = false;
        Map<String, RunOutcome> outcomes = new HashMap<>();
        for (Map<String, AttributeValue> item : table.query(partition(run), "", deadline)) {
            String sort = Key.of(item).sort();
            if (sort.equals(HEAD)) {
                finished = item.containsKey(FINISHED);
            } else if (sort.startsWith(PART)) {
                planned += Value.numberOr(item, PLANNED, 0);
            } else if (sort.startsWith(ORDER)) {
                outcomes.put(sort.substring(ORDER.length()), outcome(item));
            } else if (sort.startsWith(MESSAGE)) {
                outcomes.put(sort, outcome(item));
            }
        }
        return new Outcomes(finished, planned, outcomes);
    }

    @Override
    public void close(RunId run, Tally tally, Instant now, Deadline deadline) {
        set(
                head(run),
                Map.of(
                        CLOSED,
                        Value.instant(now),
                        PLANNED,
                        Value.number(tally.planned()),
                        "done",
                        Value.number(tally.done()),
                        "failed",
                        Value.number(tally.failed()),
                        "deferred",
                        Value.number(tally.deferred())),
                deadline);
    }

    private void set(Key key, Map<String, AttributeValue> attributes, Deadline deadline) {
        table.update(key, new Action.Update(Map.of(), attributes, null), deadline);
    }

    private static Map<String, AttributeValue> attributes(RunId run, RunOutcome outcome) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(RANK, Value.number(outcome.kind().rank()));
        item.put(OUTCOME, Value.text(outcome.kind().name()));
        item.put(REASON, Value.text(outcome.reason()));
        item.put(EbbTable.EXPIRES_AT, expiry(run));
        return item;
    }

    private static RunOutcome outcome(Map<String, AttributeValue> item) {
        return new RunOutcome(
                Kind.valueOf(Value.textIn(item, OUTCOME).orElseThrow()),
                Value.textIn(item, REASON).orElse(""));
    }

    private static AttributeValue expiry(RunId run) {
        return Value.number(run.hour().plus(KEPT).getEpochSecond());
    }

    private static Key head(RunId run) {
        return new Key(partition(run), HEAD);
    }

    private static Key order(RunId run, String account) {
        return new Key(partition(run), ORDER + account);
    }

    private static String partition(RunId run) {
        return "RUN " + run;
    }
}
