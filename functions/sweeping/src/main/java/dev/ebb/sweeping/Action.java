package dev.ebb.sweeping;

/** What a verdict, a person or a hard cap leads to. */
public enum Action {
    /** Says that a deployment is idle and what would happen to it. */
    WARN,
    /** Stops all replicas. */
    SCALE_TO_ZERO,
    /** Takes the deployment away. */
    DELETE,
    /** Brings back what was scaled to zero, because it is wanted. */
    WAKE,
    /** Sets the number of replicas. */
    SCALE,
    /** Brings back what was scaled down or deleted, as it was. */
    RESTORE
}
