package dev.ebb.charging.dynamodb;

import dev.ebb.charging.Agreement;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.ChargeItem;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A change of an account's settings or agreement that would be made.
 *
 * @param sets attributes of the settings
 * @param term to be written; null for none
 * @param json the term, as it is stored
 * @param mark what makes the account due for charging; null if that need not be
 * @param unchanged what else must hold, for it was decided on it
 * @param allowed what must hold of {@code BILLING}; null if nothing need
 * @param what is changed, for the journal
 * @param reason in the words of whoever asked
 * @param refusal what is said if it is not allowed
 */
record SettingsChange(
        Map<String, AttributeValue> sets,
        Agreement.@Nullable Term term,
        @Nullable String json,
        Action.@Nullable Put mark,
        Map<Key, Action.Condition> unchanged,
        Action.@Nullable Condition allowed,
        String what,
        @Nullable String reason,
        String refusal) {

    static final String JSON = "json";
    static final String AT = "at";
    static final String WHAT = "what";
    static final String REASON = "reason";

    /** All of it in one transaction, on what was read under {@code revision}. */
    TransactionPlan plan(String account, Instant now, long revision) {
        TransactionPlan plan = new TransactionPlan();
        Map<String, AttributeValue> all = new HashMap<>(sets);
        all.put(AccountItems.REVISION, Value.number(revision + 1));
        Action.Condition asRead = Action.Condition.atNumber(AccountItems.REVISION, revision);
        plan.add(AccountItems.settings(account), new Action.Update(Map.of(), all, asRead));
        if (mark != null) {
            plan.add(ChargeItem.key(account), mark);
        }
        unchanged.forEach((key, condition) -> plan.add(key, new Action.Check(condition)));
        if (allowed != null) {
            plan.add(BillingItem.key(account), new Action.Check(allowed));
        }
        if (term != null && json != null) {
            plan.add(AccountItems.term(account, term.from()), new Action.Put(Map.of(JSON, Value.text(json)), null));
        }
        Map<String, AttributeValue> entry = new HashMap<>();
        entry.put(AccountItems.REVISION, Value.number(revision + 1));
        entry.put(AT, Value.instant(now));
        entry.put(WHAT, Value.text(what));
        if (reason != null) {
            entry.put(REASON, Value.text(reason));
        }
        plan.add(AccountItems.change(account, now, revision + 1), new Action.Put(entry, Action.Condition.ABSENT));
        return plan;
    }
}
