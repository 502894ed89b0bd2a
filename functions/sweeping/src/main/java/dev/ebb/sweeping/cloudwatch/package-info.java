/**
 * CloudWatch as evidence of traffic.
 *
 * <p>Invariants: no floating point leaves this package; whatever is wrong with a request or an answer is a failure of the
 * deployments that it concerns, and of no others; a metric that has no value says nothing by itself, for most of them are
 * not published without traffic: only a witness, a metric that has a value whatever the traffic, makes a minute quiet.
 */
@NullMarked
package dev.ebb.sweeping.cloudwatch;

import org.jspecify.annotations.NullMarked;
