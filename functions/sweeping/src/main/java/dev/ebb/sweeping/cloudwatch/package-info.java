/**
 * What CloudWatch knows of traffic, and what it is told of sweeps and actions.
 *
 * <p>Invariants: an answer that is not complete is a failure that is named; nothing here decides a verdict; metrics are by
 * verdict, action or function, never by deployment.
 */
@NullMarked
package dev.ebb.sweeping.cloudwatch;

import org.jspecify.annotations.NullMarked;
