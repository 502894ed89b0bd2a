package dev.ebb.charging.dynamodb;

import dev.ebb.charging.budgets.Alert;
import dev.ebb.charging.budgets.AlertClaims;
import dev.ebb.charging.budgets.AlertMessage;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Claims, each an item {@code ALERT {period} {budget} {threshold}} beside the account's settings. */
public final class DynamoAlertClaims implements AlertClaims {

    private static final String ALERT = "ALERT ";
    private static final String PERIOD = "period";
    private static final String SCOPE = "scope";
    private static final String AMOUNT = "amount";
    private static final String THRESHOLD = "threshold";
    private static final String ALERT_ID = "alertId";
    private static final String BUDGET = "budget";
    private static final String SUBJECT = "subject";
    private static final String TEXT = "text";
    private static final String JSON = "json";
    private static final String LEASE_UNTIL = "leaseUntil";
    private static final String MESSAGE_ID = "messageId";
    private static final String SENT_AT = "sentAt";

    private final Table table;

    /** Claims in this table. */
    public DynamoAlertClaims(DynamoDbClient client, String table) {
        this.table = new Table(client, table);
    }

    @Override
    public List<Claim> since(String account, YearMonth month, Deadline deadline) {
        return table
                .query(AccountItems.partition(account), ALERT + month, ALERT + Character.MAX_VALUE, deadline)
                .stream()
                .map(item -> claim(account, item))
                .toList();
    }

    @Override
    public boolean claim(String account, Claim claim, Deadline deadline) {
        AlertMessage message = claim.message();
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(PERIOD, Value.text(claim.key().period().toString()));
        item.put(SCOPE, Value.text(claim.key().scope()));
        item.put(AMOUNT, Value.text(claim.key().amount()));
        item.put(THRESHOLD, Value.text(claim.key().threshold()));
        item.put(ALERT_ID, Value.text(message.alertId()));
        item.put(BUDGET, Value.text(message.budget()));
        item.put(SUBJECT, Value.text(message.subject()));
        item.put(TEXT, Value.text(message.text()));
        item.put(JSON, Value.text(message.json()));
        item.put(LEASE_UNTIL, Value.instant(claim.leaseUntil()));
        TransactionPlan plan = new TransactionPlan();
        plan.add(key(account, claim.key()), new Action.Put(item, Action.Condition.ABSENT));
        return Transactions.commitUnlessRefused(table, plan, deadline);
    }

    @Override
    public boolean takeOver(String account, Claim abandoned, Instant leaseUntil, Deadline deadline) {
        Action.Condition stillAbandoned = new Action.Condition(
                "#lease = :lease AND attribute_not_exists(#sent)",
                Map.of("#lease", LEASE_UNTIL, "#sent", MESSAGE_ID),
                Map.of(":lease", Value.instant(abandoned.leaseUntil())));
        TransactionPlan plan = new TransactionPlan();
        plan.add(
                key(account, abandoned.key()),
                new Action.Update(Map.of(), Map.of(LEASE_UNTIL, Value.instant(leaseUntil)), stillAbandoned));
        return Transactions.commitUnlessRefused(table, plan, deadline);
    }

    /** Again is as good as once: the last receipt stays. */
    @Override
    public void sent(String account, Alert.Key key, String messageId, Instant now, Deadline deadline) {
        Map<String, AttributeValue> sets = Map.of(MESSAGE_ID, Value.text(messageId), SENT_AT, Value.instant(now));
        table.update(key(account, key), new Action.Update(Map.of(), sets, null), deadline);
    }

    private static Claim claim(String account, Map<String, AttributeValue> item) {
        Alert.Key key = new Alert.Key(
                YearMonth.parse(text(item, PERIOD)), text(item, SCOPE), text(item, AMOUNT), text(item, THRESHOLD));
        AlertMessage message = new AlertMessage(
                text(item, ALERT_ID),
                account,
                text(item, BUDGET),
                text(item, THRESHOLD),
                text(item, SUBJECT),
                text(item, TEXT),
                text(item, JSON));
        return new Claim(
                key,
                message,
                Value.instantIn(item, LEASE_UNTIL).orElseThrow(),
                Value.textIn(item, MESSAGE_ID).orElse(null));
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Value.textIn(item, name)
                .orElseThrow(() -> new IllegalStateException(name + ": must be there, is not in "
                        + Value.textIn(item, EbbTable.SORT).orElse("?")));
    }

    private static Key key(String account, Alert.Key key) {
        return new Key(AccountItems.partition(account), ALERT + key.text());
    }
}
