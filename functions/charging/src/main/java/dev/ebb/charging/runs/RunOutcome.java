package dev.ebb.charging.runs;

/** What became of one account in a run. Each kind may become a later one of {@link Kind}, and none an earlier. */
public record RunOutcome(Kind kind, String reason) {

    /** In the order in which they may follow each other. */
    public enum Kind {
        /** Nothing yet: missing, once the run is closed. */
        PLANNED(0),
        /** The table was too busy; its message went back to the queue. */
        DEFERRED(1),
        /** It can't be charged, for a reason that does not pass by itself. It stays due. */
        FAILED(2),
        /** It was charged. */
        DONE(3);

        private final int rank;

        Kind(int rank) {
            this.rank = rank;
        }

        /** Rises from each to the next. */
        public int rank() {
            return rank;
        }
    }

    /** It was planned. */
    public static final RunOutcome PLANNED = new RunOutcome(Kind.PLANNED, "");

    /** It was charged. */
    public static final RunOutcome DONE = new RunOutcome(Kind.DONE, "");

    /** Its message went back to the queue. */
    public static RunOutcome deferred(String cause) {
        return new RunOutcome(Kind.DEFERRED, cause);
    }

    /** It can't be charged. */
    public static RunOutcome failed(String reason) {
        return new RunOutcome(Kind.FAILED, reason);
    }
}
