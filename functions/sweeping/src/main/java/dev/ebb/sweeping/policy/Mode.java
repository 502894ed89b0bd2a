package dev.ebb.sweeping.policy;

/** How far the ladder may go; each includes those before it, and the most cautious that somebody set counts. */
public enum Mode {
    /** Verdicts are recorded and intents written; no target is called and nothing is announced. */
    DRY_RUN("dryRun"),
    /** Owners are warned. */
    WARN("warn"),
    /** What is idle goes to zero. */
    ZERO("zero"),
    /** What has long been at zero is deleted; counts only where it is set on the deployment itself. */
    DELETE("delete");

    private final String word;

    Mode(String word) {
        this.word = word;
    }

    /** As a policy spells it. */
    public String word() {
        return word;
    }
}
