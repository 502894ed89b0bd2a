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
    record Refused(String reason) implements Outcome {

        /** An identity stands for the content that came under it first. */
        public static Refused otherContent(Identity identity) {
            return new Refused("id: must not be used again for other content, is \"" + identity.id() + "\" from \""
                    + identity.source() + "\"");
        }
    }

    /**
     * Something failed in passing. It may or may not count already; delivered again, it will count once.
     *
     * @param cause what failed
     */
    record Deferred(String cause) implements Outcome {}
}
