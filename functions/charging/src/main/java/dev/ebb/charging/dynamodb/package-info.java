/**
 * Price books, accounts' settings and agreements in the table.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A version of a price book is written whole, in one transaction, and never changes. Numbers have no gaps.
 *   <li>What would change the past before a watermark is refused by the transaction that would make the change. Raising
 *       the watermark first and reading afterwards therefore sees all there will ever be.
 *   <li>Watermarks only rise.
 * </ul>
 */
@NullMarked
package dev.ebb.charging.dynamodb;

import org.jspecify.annotations.NullMarked;
