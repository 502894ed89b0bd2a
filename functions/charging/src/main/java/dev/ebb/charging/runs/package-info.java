/**
 * The hourly run over the accounts that are due: planned, charged account by account, and added up.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>What a run planned is done, failed, deferred or missing, and the counts add up.
 *   <li>Planning a run again, or at once, counts nobody twice. An outcome only ever becomes a better one.
 *   <li>An account stays due until a charge has seen all that was marked; nobody's charge waits for another's.
 *   <li>Metrics that can't be published, and alerts that can't be sent, fail nothing. As long as an alert is to be sent its
 *       account stays due.
 * </ul>
 *
 * <p>Read {@link dev.ebb.charging.runs.ComputeCharges} first.
 */
@NullMarked
package dev.ebb.charging.runs;

import org.jspecify.annotations.NullMarked;
