/**
 * How idle is too idle, and what may be done about it.
 *
 * <p>Invariants: a value that somebody set beats what it inherits, but of limits the smallest counts and of modes the most
 * cautious; every value says where it came from; a policy that breaks a rule allows nothing.
 */
@NullMarked
package dev.ebb.sweeping.policy;

import org.jspecify.annotations.NullMarked;
