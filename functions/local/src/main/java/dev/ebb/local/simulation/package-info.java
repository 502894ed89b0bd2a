/**
 * Sweeping on one machine, for the demo, for tests and for trying out: all of Ebb's own code, and in place of queues, bus and
 * fleet, which are somebody else's, some that live in this process.
 *
 * <p>Invariants: time passes only when somebody lets it, so that a week takes seconds; the same steps lead to the same
 * events at the same instants.
 */
@NullMarked
package dev.ebb.local.simulation;

import org.jspecify.annotations.NullMarked;
