/**
 * Sweeping in the table.
 *
 * <p>Where what is: {@code SWEEP account deployment} has a deployment's {@code STATUS}, {@code VERDICT minute}s, {@code
 * INTENT mark}s, {@code AUDIT instant …} entries, its {@code PIN}, {@code UNREADABLE} if it could not be looked at, and its
 * {@code POLICY} with all {@code POLICY 000001} versions. {@code SWEEPS account} has an account's policy, {@code SWEEPS}
 * the stack's, with {@code SAFETY}, its audit, and {@code LIMIT counter}s. {@code HOURS} has the figures that the breaker
 * goes by.
 *
 * <p>Invariants: a mark is one transaction with everything that it rests on as its condition; whatever is written twice
 * with the same content has one effect; nothing that was audited is ever written over.
 */
@NullMarked
package dev.ebb.sweeping.dynamodb;

import org.jspecify.annotations.NullMarked;
