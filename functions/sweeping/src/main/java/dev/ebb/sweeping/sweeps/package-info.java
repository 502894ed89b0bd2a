/**
 * The look each minute at what is due.
 *
 * <p>Invariants: a due deployment has exactly one verdict in a sweep, and the sums are checked; what a sweep reads follows
 * what is due, not what exists; limits hold across sweeps that run at once.
 */
@NullMarked
package dev.ebb.sweeping.sweeps;

import org.jspecify.annotations.NullMarked;
