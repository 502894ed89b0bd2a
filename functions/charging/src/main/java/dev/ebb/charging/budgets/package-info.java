/**
 * What an account spends right now, its budgets, and its hard cap.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An account's figures take a number of reads that does not grow with its deployments, replicas or events.
 *   <li>GPU time is priced from meters at their exact edges. Where a meter can't tell, the figure says by how much it can
 *       be off at most.
 *   <li>The bound on what has accrued is never below what has accrued, as far as it is known at that instant.
 *   <li>An alert is claimed before it is published and marked after it. It is never lost, and published twice only if a
 *       process dies between the two; then both carry the same id.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.charging.budgets.Spend}, {@link dev.ebb.charging.budgets.LiveSpend},
 * {@link dev.ebb.charging.budgets.Budget}, {@link dev.ebb.charging.budgets.BudgetWatch},
 * {@link dev.ebb.charging.budgets.HardCap}, {@link dev.ebb.charging.budgets.CapWatch}.
 */
@NullMarked
package dev.ebb.charging.budgets;

import org.jspecify.annotations.NullMarked;
