/**
 * Proof that statements depend on the set of accepted events alone, and that they are right.
 *
 * <p>{@link dev.ebb.local.order.Oracle} computes them a third time, slowly, from raw events, and shares no code with
 * what it judges: nothing here that it uses imports anything of Ebb's.
 */
@NullMarked
package dev.ebb.local.order;

import org.jspecify.annotations.NullMarked;
