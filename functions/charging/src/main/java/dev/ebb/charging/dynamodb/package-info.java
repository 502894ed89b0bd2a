/**
 * Price books, accounts' settings and agreements, drafts, invoices, budgets, and the records of runs in the
 * table.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A version of a price book is written whole, in one transaction, and never changes. Numbers have no gaps.
 *   <li>What would change the past before a watermark is refused by the transaction that would make the change. Raising
 *       the watermark first and reading afterwards therefore sees all there will ever be.
 *   <li>Watermarks only rise.
 *   <li>Partition {@code RUN hour}: {@code HEAD} says how far a run is; {@code PART n} counts what was planned of a part of
 *       the due accounts, in the transactions that enter them; {@code ORDER account} and {@code MESSAGE id} are outcomes.
 *   <li>An account's outcome becomes DONE, and its mark moves, in one transaction.
 * </ul>
 */
@NullMarked
package dev.ebb.charging.dynamodb;

import org.jspecify.annotations.NullMarked;
