/**
 * What charging keeps in the table.
 *
 * <p>Invariants: every write that is no plain replacement stands under a condition, and every instant comes from the
 * caller.
 */
@NullMarked
package dev.ebb.charging.dynamodb;

import org.jspecify.annotations.NullMarked;
