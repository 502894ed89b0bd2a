/**
 * Hard caps: what an account has consented to have stopped before it spends more.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A look that stops nothing leaves so much room that the next one is early enough: what has accrued, and all that can
 *       accrue until what that one stops has stopped, is below the cap.
 *   <li>No more is stopped than that takes, in the order of {@link dev.ebb.charging.budgets.CapTarget#VICTIMS_FIRST}.
 *   <li>Only the kill switch, the breaker, a pin and the policy's mode hold a stop back, and never in silence.
 *   <li>From when a cap has to act, Ebb asks for no replicas of its account by itself; what was asked for counts before it is
 *       seen.
 *   <li>What a cap stopped counts with nothing from the end of its stop on, as long as nothing of it runs.
 * </ul>
 */
@NullMarked
package dev.ebb.sweeping.caps;

import org.jspecify.annotations.NullMarked;
