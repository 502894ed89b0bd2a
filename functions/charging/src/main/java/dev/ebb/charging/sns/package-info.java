/**
 * Alerts told through Amazon SNS.
 *
 * <p>Invariant: nothing here decides what is told, or whether; what could not be told is an exception of the domain's.
 */
@NullMarked
package dev.ebb.charging.sns;

import org.jspecify.annotations.NullMarked;
