package dev.ebb.charging.dynamodb;

import dev.ebb.charging.budgets.Budget;
import dev.ebb.charging.budgets.Budgets;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.CapOutlooks;
import dev.ebb.charging.budgets.CappedAccounts;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Budgets, each an item {@code BUDGET {scope}} beside the account's settings, and beside the account's own the outlook on
 * its hard cap, {@code OUTLOOK}. There is no outlook without the cap that it is on. Whoever has a cap is in a list of their
 * own, written in the same transaction.
 */
public final class DynamoBudgets implements Budgets, CapOutlooks, CappedAccounts {

    private static final String BUDGET = "BUDGET ";
    private static final String AMOUNT = "amount";
    private static final String PERCENTS = "percents";
    private static final String CAP = "cap";

    /** When it was set, in milliseconds since the epoch. */
    private static final String SET_AT = "setAt";

    private final Table table;

    /** Budgets in this table. */
    public DynamoBudgets(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public List<Budget> of(String account, Deadline deadline) {
        return table.query(AccountItems.partition(account), BUDGET, deadline).stream()
                .map(DynamoBudgets::budget)
                .toList();
    }

    @Override
    public List<Budget> setBefore(String account, Instant end, Deadline deadline) {
        return table.query(AccountItems.partition(account), BUDGET, deadline).stream()
                .filter(item ->
                        Value.instantIn(item, SET_AT).orElse(Instant.EPOCH).isBefore(end))
                .map(DynamoBudgets::budget)
                .toList();
    }

    @Override
    public void set(String account, Budget budget, Instant now, Deadline deadline) {
        ChargeItem.mark(table, account, now, deadline);
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(AMOUNT, Value.text(budget.amount().toPlainString()));
        item.put(
                PERCENTS,
                Value.texts(budget.percents().stream().map(String::valueOf).toList()));
        item.put(SET_AT, Value.instant(now));
        BigDecimal cap = budget.cap();
        if (cap != null) {
            item.put(CAP, Value.text(cap.toPlainString()));
        }
        TransactionPlan plan = new TransactionPlan();
        plan.add(key(account, budget.scope()), new Action.Put(item, null));
        capped(plan, account, budget.scope(), cap, now);
        Transactions.commit(table, plan, deadline);
    }

    @Override
    public boolean remove(String account, Scope scope, Instant now, Deadline deadline) {
        Key key = key(account, scope);
        if (table.get(key, deadline).isEmpty()) {
            return false;
        }
        ChargeItem.mark(table, account, now, deadline);
        TransactionPlan plan = new TransactionPlan();
        plan.add(key, new Action.Delete());
        capped(plan, account, scope, null, now);
        Transactions.commit(table, plan, deadline);
        return true;
    }

    /** Whatever becomes of the account's budget, its cap may be another one, or none. */
    private static void capped(
            TransactionPlan plan, String account, Scope scope, @Nullable BigDecimal cap, Instant now) {
        if (scope instanceof Scope.Account) {
            plan.add(OutlookItem.key(account), new Action.Delete());
            plan.add(CapItem.key(account), CapItem.said(cap, now));
        }
    }

    @Override
    public List<Capped> all(Deadline deadline) {
        return table.query(CapItem.PARTITION, "", deadline).stream()
                .map(CapItem::read)
                .toList();
    }

    @Override
    public Optional<Capped> capped(String account, Deadline deadline) {
        return table.get(CapItem.key(account), deadline).map(CapItem::read);
    }

    /** {@inheritDoc} A cap that is older than the list of caps gets into it. */
    @Override
    public boolean keep(CapOutlook outlook, Deadline deadline) {
        AttributeValue cap = Value.text(outlook.cap().toPlainString());
        TransactionPlan plan = new TransactionPlan();
        plan.add(key(outlook.account(), new Scope.Account()), new Action.Check(Action.Condition.equal(CAP, cap)));
        plan.add(OutlookItem.key(outlook.account()), OutlookItem.put(outlook));
        plan.add(CapItem.key(outlook.account()), CapItem.standing(outlook.cap()));
        return Transactions.commitUnlessRefused(table, plan, deadline);
    }

    @Override
    public Optional<Kept> kept(String account, Deadline deadline) {
        return table.get(OutlookItem.key(account), deadline).map(OutlookItem::read);
    }

    private static Budget budget(Map<String, AttributeValue> item) {
        String sort = Value.textIn(item, EbbTable.SORT).orElseThrow();
        return new Budget(
                Scope.of(sort.substring(BUDGET.length())),
                new BigDecimal(Value.textIn(item, AMOUNT).orElseThrow()),
                Value.textsIn(item, PERCENTS).stream().map(Integer::valueOf).toList(),
                Value.textIn(item, CAP).map(BigDecimal::new).orElse(null));
    }

    private static Key key(String account, Scope scope) {
        return new Key(AccountItems.partition(account), BUDGET + scope.text());
    }
}
