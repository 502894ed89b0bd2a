package dev.ebb.charging.dynamodb;

import dev.ebb.metering.LedgerUnavailableException;

/** How often a change is tried that others get ahead of; each time that happens, one of theirs got through. */
final class Attempts {

    static final int MAX = 20;

    private Attempts() {}

    static LedgerUnavailableException exhausted(String what) {
        return new LedgerUnavailableException(what + ": others changed it " + MAX + " times meanwhile", null);
    }
}
