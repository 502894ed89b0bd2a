package dev.ebb.sweeping.actions;

/** A target did not take a call, or could not say what it runs. */
public final class TargetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean passing;

    /** @param passing whether the same call may succeed later */
    public TargetException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** Likewise, with nothing beneath it. */
    public TargetException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** Whether the same call may succeed later. */
    public boolean isPassing() {
        return passing;
    }
}
