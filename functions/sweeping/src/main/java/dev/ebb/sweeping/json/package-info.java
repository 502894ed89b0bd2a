/**
 * Policies, evidence, actions and announcements as JSON.
 *
 * <p>Invariant: what can't be read is said with field, value and rule, and stands for nothing that is allowed.
 */
@NullMarked
package dev.ebb.sweeping.json;

import org.jspecify.annotations.NullMarked;
