/**
 * From an intent to its effect at the target.
 *
 * <p>Invariants: whoever executes may die anywhere and do it again, with one effect; the configuration is saved before the
 * target is called; what was done is verified at the target before it counts as done.
 */
@NullMarked
package dev.ebb.sweeping.actions;

import org.jspecify.annotations.NullMarked;
