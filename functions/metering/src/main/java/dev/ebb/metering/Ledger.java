package dev.ebb.metering;

import java.time.Instant;
import java.util.List;

/**
 * Where accepted events change sessions and meters.
 *
 * <p>Contract, for every implementation:
 *
 * <ul>
 *   <li>The state after any deliveries is a function of the set of accepted events.
 *   <li>An identity counts once. The same content again is a {@link Outcome.Duplicate}; other content is
 *       {@link Outcome.Refused}; which of two contents is accepted is the one thing that order decides.
 *   <li>After {@link Outcome.Accepted} or {@link Outcome.Duplicate} nothing that the event leads to is left undone.
 *       After {@link Outcome.Deferred}, or if the process dies, delivering it again finishes what was begun.
 *   <li>An event's outcome does not depend on its neighbours in the batch.
 * </ul>
 */
public interface Ledger {

    /**
     * Applies events that passed validation.
     *
     * @param events in any order; one identity may occur more than once
     * @param now the present, from which identities' age is reckoned
     * @param deadline no new attempt begins after it; what is left then is deferred
     * @return one outcome for each event, in the order of {@code events}
     */
    List<Outcome> record(List<UsageEvent> events, Instant now, Deadline deadline);

    /**
     * Ends, provisionally, the sessions of replicas that were alive once and have been silent for too long. Whoever
     * computes statements calls it first.
     *
     * @param account whose replicas
     * @param asOf the instant at which silence is judged
     * @param rule how long silence may last
     */
    void settle(String account, Instant asOf, LostRule rule, Deadline deadline);
}
