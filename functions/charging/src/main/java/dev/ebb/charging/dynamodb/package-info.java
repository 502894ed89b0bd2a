/**
 * Price books, accounts' settings and agreements, drafts, invoices, credits, budgets, and the records of runs in the
 * table.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A version of a price book is written whole, in one transaction, and never changes. Numbers have no gaps.
 *   <li>What would change the past before a watermark is refused by the transaction that would make the change. Raising
 *       the watermark first and reading afterwards therefore sees all there will ever be.
 *   <li>Watermarks only rise.
 *   <li>An invoice is one transaction with its number, what it takes from grants, and the checkpoint that later changes are
 *       measured from. What is too long for its item was written before, under a digest that the item names.
 *   <li>A draft never takes the place of one that was computed later.
 *   <li>Partition {@code RUN hour}: {@code HEAD} says how far a run is; {@code PART n} counts what was planned of a part of
 *       the due accounts, in the transactions that enter them; {@code ORDER account} and {@code MESSAGE id} are outcomes.
 *   <li>An account's outcome becomes DONE, and its mark moves, in one transaction.
 * </ul>
 */
@NullMarked
package dev.ebb.charging.dynamodb;

import org.jspecify.annotations.NullMarked;
