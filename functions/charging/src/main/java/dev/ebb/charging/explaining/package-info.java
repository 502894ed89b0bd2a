/**
 * Why a line of a statement costs what it costs.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An explanation holds all that its amount can be computed from again, by anybody, without the code here: times,
 *       GPU counts, quantities, prices, and what rounding did.
 *   <li>Which event opened or ended a session is what the fold that meters did, heard while it runs once more.
 *   <li>What is explained is today's usage. Where a statement was computed earlier, the difference is said.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.charging.explaining.Explanation}, {@link dev.ebb.charging.explaining.Explaining}.
 */
@NullMarked
package dev.ebb.charging.explaining;

import org.jspecify.annotations.NullMarked;
