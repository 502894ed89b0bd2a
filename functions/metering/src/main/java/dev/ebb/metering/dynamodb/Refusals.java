package dev.ebb.metering.dynamodb;

import dev.ebb.metering.LedgerUnavailableException;

/** Counts how often a piece of work was refused because others changed what it was based on. */
final class Refusals {

    /** More than this many are no contention. */
    private static final int MAX = 200;

    private final Object work;
    private int count;

    /** @param work what it is about, for people */
    Refusals(Object work) {
        this.work = work;
    }

    /** @throws LedgerUnavailableException if it is not to be tried once more */
    void add() {
        count++;
        if (count > MAX) {
            throw new LedgerUnavailableException("too many refusals for " + work, null);
        }
    }
}
