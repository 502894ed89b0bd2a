/**
 * What charging keeps in the table.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Partition {@code RUN hour}: {@code HEAD} says how far a run is; {@code PART n} counts what was planned of a part of
 *       the due accounts, in the transactions that enter them; {@code ORDER account} and {@code MESSAGE id} are outcomes.
 *   <li>An account's outcome becomes DONE, and its mark moves, in one transaction.
 * </ul>
 */
@NullMarked
package dev.ebb.charging.dynamodb;

import org.jspecify.annotations.NullMarked;
