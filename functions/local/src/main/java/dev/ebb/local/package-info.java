/**
 * All of Ebb on one machine: an embedded DynamoDB, and the {@code ebb} command.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Results go to stdout, everything else to stderr; nothing but a command's own words is on either.
 *   <li>The exit status is 0 when the command did what it was asked, 1 when the input had something wrong, 2 for wrong
 *       usage, 3 when a gate was missed.
 *   <li>Events pass through the same code as in the cloud: {@link dev.ebb.metering.MeterUsage}.
 *   <li>DynamoDB Local is a dependency, never part of a jar of ours: its licence forbids redistribution.
 * </ul>
 *
 * <p>{@link dev.ebb.local.Ebb} lists the commands; each is one class.
 */
@NullMarked
package dev.ebb.local;

import org.jspecify.annotations.NullMarked;
