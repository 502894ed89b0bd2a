package dev.ebb.metering;

import org.jspecify.annotations.Nullable;

/** The table could not be reached, or was too busy, for as long as there was time to try. Trying later may help. */
public final class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param cause what the last attempt died of, if there was one */
    public LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
