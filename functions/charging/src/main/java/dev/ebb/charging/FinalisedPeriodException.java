package dev.ebb.charging;

/** What was asked for would change a period whose invoice has been finalised. The message says what, and which. */
public final class FinalisedPeriodException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message what would change, the period that forbids it, and what can be done instead */
    public FinalisedPeriodException(String message) {
        super(message);
    }
}
