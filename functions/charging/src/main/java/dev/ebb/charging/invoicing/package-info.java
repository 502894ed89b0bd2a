/**
 * From drafts to invoices, and to what becomes known after them.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An account's periods follow each other without a gap and without an overlap. Each that is over is finalised once,
 *       in order, and has one invoice. Invoices are numbered from 1 without gaps, and never change.
 *   <li>All that was ever invoiced for a period, with the adjustments of the next draft, is what its statement comes to
 *       today: line by line, and in total. A period's statement of today is rounded as its invoice was, together with the
 *       adjustments that the invoice carries.
 *   <li>Nothing that is incomplete is finalised, unless a person said so with a reason.
 *   <li>What is burned of credits never exceeds what was granted, nor what an invoice comes to. Over all invoices, what is
 *       due and what was burned and not given back add up to what they come to; what credits paid never becomes due to the
 *       account, but for what one invoice would give back to more than {@link
 *       dev.ebb.charging.invoicing.Burning#MOST_TOUCHED} grants.
 *   <li>However many late events there are, a charge remembers a hundred of them for each thing and period that they change.
 * </ul>
 *
 * <p>Read in this order: {@link dev.ebb.charging.invoicing.Billing}, {@link dev.ebb.charging.invoicing.Adjustments},
 * {@link dev.ebb.charging.invoicing.Burning}.
 */
@NullMarked
package dev.ebb.charging.invoicing;

import org.jspecify.annotations.NullMarked;
