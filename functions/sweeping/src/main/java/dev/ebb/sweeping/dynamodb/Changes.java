package dev.ebb.sweeping.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.dynamodb.Key;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.metering.dynamodb.TransactionPlan;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Transactions that are tried, and changes that are tried until nobody gets ahead of them. */
final class Changes {

    /** Each time that somebody gets ahead, one of theirs got through. */
    private static final int MOST = 20;

    private Changes() {}

    /** The items that refused it; none if it took effect. */
    static Set<Key> refusing(Table table, TransactionPlan plan, Deadline deadline) {
        return switch (table.write(plan, deadline)) {
            case Table.Written.Committed ignored -> Set.of();
            case Table.Written.Refused refused -> Set.copyOf(refused.items().keySet());
            case Table.Written.Impossible impossible -> throw new IllegalStateException(impossible.reason());
        };
    }

    /**
     * Makes a change that reads what stands first.
     *
     * @param attempt what stands afterwards; empty if somebody else was first
     * @throws LedgerUnavailableException if others are always first
     */
    static <T> T make(String what, Supplier<Optional<T>> attempt) {
        for (int attempts = 0; attempts < MOST; attempts++) {
            Optional<T> made = attempt.get();
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw new LedgerUnavailableException(what + ": others changed it " + MOST + " times meanwhile", null);
    }
}
