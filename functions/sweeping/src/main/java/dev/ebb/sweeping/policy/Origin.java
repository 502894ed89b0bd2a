package dev.ebb.sweeping.policy;

/** Where a value of a policy can come from, the most general first; each beats those before it. */
public enum Origin {
    /** Nobody set it. */
    DEFAULT("default"),
    /** Set for all accounts. */
    STACK("stack"),
    /** Set for the account. */
    ACCOUNT("account"),
    /** Announced with the deployment. */
    ANNOUNCED("announced"),
    /** Set for the deployment by hand. */
    DEPLOYMENT("deployment");

    private final String word;

    Origin(String word) {
        this.word = word;
    }

    /** As {@link InForce#origins} and {@link InForce#versions} spell it. */
    public String word() {
        return word;
    }

    /** Whether it speaks of one deployment alone: only then it may allow a deletion. */
    public boolean isTheDeploymentsOwn() {
        return this == ANNOUNCED || this == DEPLOYMENT;
    }
}
