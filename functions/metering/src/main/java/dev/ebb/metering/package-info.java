/**
 * From events to sessions and meters.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The state depends on the set of accepted events alone, never on the order or the number of deliveries.
 *   <li>Instants are whole milliseconds in UTC, intervals are half-open, a GPU count is whole milli-GPUs. Nothing
 *       between an event and an amount is floating point.
 *   <li>What is posted to the meters is the sum over the sessions that are posted: whoever changes a session posts the
 *       difference in the same transaction.
 *   <li>Billing follows what was observed, never what was intended.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.metering.UsageEvent}, {@link dev.ebb.metering.SessionFold},
 * {@link dev.ebb.metering.Meter}, {@link dev.ebb.metering.Ledger}.
 */
@NullMarked
package dev.ebb.metering;

import org.jspecify.annotations.NullMarked;
