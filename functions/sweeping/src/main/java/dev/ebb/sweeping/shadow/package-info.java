/**
 * What recorded verdicts would have done, had the mode let them.
 *
 * <p>Invariants: nothing is judged anew, for a report only reads what sweeps recorded; what would have been held back
 * anyway is never counted as saved.
 */
@NullMarked
package dev.ebb.sweeping.shadow;

import org.jspecify.annotations.NullMarked;
