/**
 * What a function tells CloudWatch through its log: structured lines, and metrics among them in the Embedded Metric
 * Format, which cost no call. No line holds an event's payload: that is the customer's, and it is in quarantine. A
 * reason shows at most 64 characters of the value that breaks its rule.
 */
@NullMarked
package dev.ebb.metering.cloudwatch;

import org.jspecify.annotations.NullMarked;
