/**
 * Verdicts and the ladder, as pure functions of what was read. A sweep and a simulation decide by the same code.
 *
 * <p>Invariants: idleness is a stretch of whole minutes all of which were reported and none of which was active or wanted;
 * it never begins before the first look, nor before the policy in force.
 */
@NullMarked
package dev.ebb.sweeping.rules;

import org.jspecify.annotations.NullMarked;
