/**
 * What idles, and what is done about it: the words that the parts of sweeping share.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>What can't be judged is never acted on. {@link dev.ebb.sweeping.Verdict.Unknown} leads to no action.
 *   <li>An action is an {@link dev.ebb.sweeping.Intent} that was written in one transaction with the deployment's mark,
 *       under the condition that nothing that was read has changed. Its id is the deployment, the number of the mark and
 *       the step, so that whatever is repeated is the same action.
 *   <li>Billing follows what the target is seen to do, never what was asked of it.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.sweeping.Verdict}, {@link dev.ebb.sweeping.SweepStatus},
 * {@link dev.ebb.sweeping.Intent}; then {@code policy}, {@code rules}, {@code sweeps}, {@code actions}.
 */
@NullMarked
package dev.ebb.sweeping;

import org.jspecify.annotations.NullMarked;
