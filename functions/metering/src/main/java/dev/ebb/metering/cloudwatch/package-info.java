/**
 * What a function tells CloudWatch through its log: structured lines, and metrics among them in the Embedded Metric
 * Format, which cost no call. No line ever holds an event's payload: that is the customer's, and it is in quarantine.
 */
@NullMarked
package dev.ebb.metering.cloudwatch;

import org.jspecify.annotations.NullMarked;
