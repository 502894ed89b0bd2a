package dev.ebb.charging.runs;

import org.jspecify.annotations.Nullable;

/** The queue did not take messages for as often as was tried. Trying later may help. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param cause what the last attempt died of, if there was one */
    public QueueUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
