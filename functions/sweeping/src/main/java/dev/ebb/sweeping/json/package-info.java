/**
 * Policies and evidence as JSON.
 *
 * <p>Invariant: what is not understood is refused, with everything that is wrong with it; nothing that somebody set vanishes
 * because it is misspelled.
 */
@NullMarked
package dev.ebb.sweeping.json;

import org.jspecify.annotations.NullMarked;
