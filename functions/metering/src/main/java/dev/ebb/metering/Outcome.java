package dev.ebb.metering;

/** What became of an event that the ledger was given. */
public sealed interface Outcome {

    /** It counts from now on, and is on record. */
    record Accepted() implements Outcome {}

    /** The same event had been accepted before; nothing changed. */
    record Duplicate() implements Outcome {}

    /**
     * It can never be metered as it is; nothing changed.
     *
     * @param reason a sentence that names field, value and rule
     */
    record Refused(String reason) implements Outcome {}

    /**
     * Something failed in passing. It may or may not count already; delivered again, it will count once.
     *
     * @param cause what failed
     */
    record Deferred(String cause) implements Outcome {}
}
