package dev.ebb.charging.runs;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.runs.Message.Order;

/** What was done in an invocation, piece by piece. */
public sealed interface Handled {

    /**
     * An account was charged.
     *
     * @param seen what came of looking at its spend and its budgets
     */
    record Charged(Order order, AccountCharging.Charged charged, SpendWatch.Seen seen) implements Handled {}

    /** The run has charged it before. */
    record Repeated(Order order) implements Handled {}

    /** It can't be charged, for a reason that does not pass by itself; its message is done with. */
    record Failed(String run, String subject, String reason) implements Handled {}

    /** Its message must be delivered again. */
    record Deferred(String messageId, String cause) implements Handled {}

    /**
     * A run was planned.
     *
     * @param sent how many accounts went to the queue
     * @param finished whether all are; if not, a message to go on is in the queue
     */
    record Planned(RunId run, long sent, boolean finished) implements Handled {}

    /** A run was added up; it stays open as long as accounts are missing. */
    record Closed(RunId run, Tally tally) implements Handled {}
}
