package dev.ebb.charging.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;

/** Writes of which only one outcome is expected. */
final class Transactions {

    private Transactions() {}

    /** Commits it. Its actions have no conditions, so nothing can refuse it. */
    static void commit(Table table, TransactionPlan plan, Deadline deadline) {
        if (!commitUnlessRefused(table, plan, deadline)) {
            throw new IllegalStateException("refused without a condition");
        }
    }

    /** Commits it. False if a condition does not hold. */
    static boolean commitUnlessRefused(Table table, TransactionPlan plan, Deadline deadline) {
        return switch (table.write(plan, deadline)) {
            case Table.Written.Committed ignored -> true;
            case Table.Written.Refused ignored -> false;
            case Table.Written.Impossible impossible -> throw new IllegalStateException(impossible.reason());
        };
    }
}
