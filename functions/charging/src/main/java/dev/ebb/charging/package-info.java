/**
 * From what was metered to what is owed.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Amounts are exact fractions until the end. A statement's total is rounded once; the lines' amounts are allotted
 *       so that they add up to it.
 *   <li>A session is cut at the edges of the period, at as-of, and wherever a price that applies to it changes, to the
 *       millisecond. Cutting never changes what the parts add up to.
 *   <li>At every instant commitments cover as many GPUs as run and are reserved, never more, and each deployment as
 *       large a part as any other beside it. What is covered is an exact fraction, and costs nothing on the line; what is
 *       reserved is a line of its own, used or not.
 *   <li>Busy and idle time of a line add up to what is billed.
 *   <li>Usage without a price is shown and makes the statement incomplete. It is never free in silence.
 *   <li>Sums grow past a {@code long} without a wrong number. Nothing here is floating point.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.charging.PriceBook}, {@link dev.ebb.charging.Period},
 * {@link dev.ebb.charging.Rating}, {@link dev.ebb.charging.GpuRating},
 * {@link dev.ebb.charging.Allotment}, {@link dev.ebb.charging.Statements}.
 */
@NullMarked
package dev.ebb.charging;

import org.jspecify.annotations.NullMarked;
