package dev.ebb.metering.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * The actions of one transaction on one table.
 *
 * @param table its name
 * @param requests one an action
 * @param bytes what its items and values take
 */
record Transaction(String table, List<Change.Request> requests, long bytes) {

    private static final int MAX_ACTIONS = 100;
    private static final long MAX_BYTES = 4 * 1024 * 1024L;

    static Transaction of(TransactWriteItemsRequest request) {
        List<Action> actions =
                request.transactItems().stream().map(Transaction::action).toList();
        Set<String> tables = new HashSet<>();
        actions.forEach(each -> tables.add(each.table()));
        if (tables.size() != 1) {
            throw new UnsupportedOperationException("the table in memory knows transactions on one table only");
        }
        if (actions.size() > MAX_ACTIONS) {
            throw Refusal.invalid("a transaction must have at most 100 actions, has " + actions.size());
        }
        return new Transaction(
                tables.iterator().next(),
                actions.stream().map(Action::request).toList(),
                actions.stream().mapToLong(Action::bytes).sum());
    }

    private record Action(String table, Change.Request request, long bytes) {}

    private static Action action(TransactWriteItem item) {
        if (item.put() != null) {
            var put = item.put();
            return new Action(
                    put.tableName(),
                    Change.put(
                            put.item(),
                            put.conditionExpression(),
                            put.expressionAttributeNames(),
                            put.expressionAttributeValues(),
                            put.returnValuesOnConditionCheckFailure()),
                    ItemBytes.of(put.item()));
        }
        if (item.update() != null) {
            var update = item.update();
            return new Action(
                    update.tableName(),
                    Change.update(
                            update.key(),
                            update.updateExpression(),
                            update.conditionExpression(),
                            update.expressionAttributeNames(),
                            update.expressionAttributeValues(),
                            update.returnValuesOnConditionCheckFailure()),
                    ItemBytes.of(update.expressionAttributeValues()));
        }
        if (item.delete() != null) {
            var delete = item.delete();
            return new Action(
                    delete.tableName(),
                    Change.delete(
                            delete.key(),
                            delete.conditionExpression(),
                            delete.expressionAttributeNames(),
                            delete.expressionAttributeValues(),
                            delete.returnValuesOnConditionCheckFailure()),
                    0);
        }
        var check = item.conditionCheck();
        return new Action(
                check.tableName(),
                Change.check(
                        check.key(),
                        check.conditionExpression(),
                        check.expressionAttributeNames(),
                        check.expressionAttributeValues(),
                        check.returnValuesOnConditionCheckFailure()),
                0);
    }

    /** Does all of it, or throws and does nothing. */
    void commit(Store store) {
        List<Change> changes =
                requests.stream().map(request -> request.on(store)).toList();
        Set<Store.Place> places = new HashSet<>();
        for (Change each : changes) {
            if (!places.add(each.place())) {
                throw Refusal.invalid("Transaction request cannot include multiple operations on one item");
            }
        }
        if (bytes > MAX_BYTES) {
            throw Refusal.invalid("Collection size exceeded: a transaction must have at most 4 MB, has " + bytes);
        }
        requireAll(changes.stream()
                .map(change -> change.holds(store) ? Refusal.none() : Refusal.conditionReason(change.toReturn(store)))
                .toList());
        List<Map<String, AttributeValue>> after =
                changes.stream().map(change -> change.after(store)).toList();
        requireAll(after.stream().map(item -> fit(store, item)).toList());
        for (int i = 0; i < changes.size(); i++) {
            store.put(changes.get(i).place(), after.get(i));
        }
    }

    private static CancellationReason fit(Store store, Map<String, AttributeValue> item) {
        try {
            store.requireFit(item);
            return Refusal.none();
        } catch (DynamoDbException tooLarge) {
            return Refusal.invalidReason(tooLarge.awsErrorDetails().errorMessage());
        }
    }

    private static void requireAll(List<CancellationReason> reasons) {
        if (!reasons.stream().allMatch(reason -> reason.code().equals("None"))) {
            throw Refusal.cancelled(reasons);
        }
    }
}
