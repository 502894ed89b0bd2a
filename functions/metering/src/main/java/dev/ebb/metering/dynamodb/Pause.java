package dev.ebb.metering.dynamodb;

import dev.ebb.metering.LedgerUnavailableException;
import java.util.concurrent.ThreadLocalRandom;

/** What is waited between attempts. Tests need not. */
@FunctionalInterface
interface Pause {

    /** Doubles from attempt to attempt up to a second, and is drawn evenly from that, so that rivals spread. */
    Pause JITTERED = attempt -> {
        int longest = Math.min(1_000, 20 << attempt);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest) + 1L);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted", interrupted);
        }
    };

    /** Returns when the next attempt may begin; {@code attempt}, from 1, is the one that failed. */
    void after(int attempt);
}
