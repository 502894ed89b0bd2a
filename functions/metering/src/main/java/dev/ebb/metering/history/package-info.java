/**
 * Events of the past as they would be metered, without a table.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Which events count, and what sessions, boots, notices and minutes they make, is what the ledger makes of the same
 *       events in the same order.
 *   <li>Memory is linear in what was given.
 * </ul>
 */
@NullMarked
package dev.ebb.metering.history;

import org.jspecify.annotations.NullMarked;
